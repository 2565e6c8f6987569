package org.holdfast.app.server;

/// A fleet key that must not be used; the message says why and what to do.
public final class UnusableKeyException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableKeyException(String message) {
    super(message);
  }
}
