package org.holdfast.credentials.refusal;

/// Class \[P]: what was sent is readable, and does not prove what it should.
public final class UnprovenException extends RefusalException {
  private static final long serialVersionUID = 1L;

  /// What is wrong, for our eyes; it carries no meaning on the wire.
  public UnprovenException(String what) {
    super(what);
  }
}
