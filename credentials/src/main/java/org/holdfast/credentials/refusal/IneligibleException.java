package org.holdfast.credentials.refusal;

/// Class \[C]: the client itself sees that its credential cannot do this.
public final class IneligibleException extends RefusalException {
  private static final long serialVersionUID = 1L;

  /// Why not.
  public IneligibleException(String why) {
    super(why);
  }
}
