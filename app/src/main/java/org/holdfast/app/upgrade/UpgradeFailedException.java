package org.holdfast.app.upgrade;

/// An upgrade cannot go on; the message says why, for people.
final class UpgradeFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  UpgradeFailedException(String why) {
    super(why);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
