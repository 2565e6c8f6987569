package org.holdfast.testkit.wire;

import java.io.IOException;

/// The connection ended, or the patience did, before a whole answer was there.
public final class NoAnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  public NoAnswerException(String why) {
    super(why);
  }
}
