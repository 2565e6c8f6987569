package org.holdfast.app.upgradetest;

import java.io.IOException;
import org.holdfast.testkit.wire.Answer;

/// One way from a client to the server. Used by many threads.
interface Lane extends AutoCloseable {
  /// As in `tls, keep-alive`.
  String name();

  /// Posts JSON and waits for the answer; nothing is tried twice.
  ///
  /// @throws IOException if the connection ends before it
  Answer post(String path, byte[] body) throws IOException;

  @Override
  default void close() {}
}
