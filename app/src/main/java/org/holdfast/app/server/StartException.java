package org.holdfast.app.server;

/// The server cannot be started, and waiting would not help; the message is for the operator.
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
