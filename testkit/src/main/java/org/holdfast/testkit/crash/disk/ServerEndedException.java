package org.holdfast.testkit.crash.disk;

import java.io.IOException;

/// What a server that was ended inside a living JVM gets for whatever it still tries on its files.
final class ServerEndedException extends IOException {
  private static final long serialVersionUID = 1L;

  ServerEndedException() {
    super("this server was ended");
  }

  /// Thrown often, and looked at by nobody.
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
