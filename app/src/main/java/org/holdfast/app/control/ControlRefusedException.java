package org.holdfast.app.control;

/// A server cannot do what was asked over its control socket; the message says why, for people.
public final class ControlRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public ControlRefusedException(String why) {
    super(why);
  }

  /// Why.
  public String why() {
    return String.valueOf(getMessage());
  }
}
