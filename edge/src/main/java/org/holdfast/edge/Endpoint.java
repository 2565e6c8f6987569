package org.holdfast.edge;

/// Answers one kind of request. Runs on a thread of its own, in most cases a virtual one, and may
/// block.
@FunctionalInterface
public interface Endpoint {
  /// Answers one request.
  ///
  /// @throws RefusedException to refuse; anything else thrown is a bug and answered with 500
  /// @throws InterruptedException if the server is being stopped hard
  Reply handle(Request request) throws InterruptedException;
}
