package org.holdfast.credentials.key;

/// A private key and public parameters that do not belong together; start-up must fail.
public final class MismatchedKeysException extends Exception {
  private static final long serialVersionUID = 1L;

  MismatchedKeysException() {
    super("the public parameters do not belong to the private key");
  }
}
