package org.holdfast.credentials.keyring;

/// A ring of keys that cannot be used; the message says why and holds no secret.
public final class UnusableKeyRingException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableKeyRingException(String message) {
    super(message);
  }
}
