package org.holdfast.app.upgrade;

/// When a successor that answers with errors of its own is one that should not have taken over:
/// from five on, if they are more than one answer in twenty.
public final class ErrorShare {
  private static final long FAILURES_MIN = 5;
  private static final long ANSWERS_PER_FAILURE = 20;

  private ErrorShare() {}

  public static boolean isTooHigh(long failures, long answers) {
    return failures >= FAILURES_MIN && failures * ANSWERS_PER_FAILURE > answers;
  }
}
