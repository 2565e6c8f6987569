package org.holdfast.credentials.transparency;

/// A log that is not what its signer may have published: unreadable, unsigned, or out of order.
public final class BrokenLogException extends Exception {
  private static final long serialVersionUID = 1L;

  BrokenLogException(String message) {
    super(message);
  }
}
