package org.holdfast.edge;

import java.util.Optional;

/// Answers one kind of request. Runs on a thread of its own, in most cases a virtual one, and may
/// block.
@FunctionalInterface
public interface Endpoint {
  /// Answers one request.
  ///
  /// @throws RefusedException to refuse; anything else thrown is a bug and answered with 500
  /// @throws InterruptedException if the server is being stopped hard
  Reply handle(Request request) throws InterruptedException;

  /// Answers at once what needs no body, no waiting and no computing, such as "come back later" in
  /// a full house; empty for whatever is to be handled. Asked before [#handle], on a thread that
  /// reads from other connections, too: it must neither be held up nor read the body.
  ///
  /// @throws RefusedException to refuse at once; anything else thrown is a bug and answered with
  ///   500
  default Optional<Reply> answerAtOnce(Request request) throws InterruptedException {
    return Optional.empty();
  }
}
