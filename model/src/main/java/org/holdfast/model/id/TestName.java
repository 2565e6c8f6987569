package org.holdfast.model.id;

import java.util.Locale;

/// The name of a nettest, reduced to the characters that may stand in identifiers and paths: 2 to
/// 29 of `[a-z0-9]`, as in `webconnectivity` (ooni report_id and measurement_uid formats).
public record TestName(String text) {
  /// Stands in for a name that has no usable characters.
  public static final TestName UNKNOWN = new TestName("unknown");

  private static final int MIN_LENGTH = 2;
  private static final int MAX_LENGTH = 29;

  public TestName {
    if (!text.equals(strip(text)) || text.length() < MIN_LENGTH || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a test name in an id is 2 to 29 of [a-z0-9]");
    }
  }

  /// Reduces a claimed `test_name` to id form: lower case, everything but letters and digits
  /// removed, cut to 29 characters; [#UNKNOWN] if fewer than two remain.
  public static TestName fromClaim(String claimed) {
    String stripped = strip(claimed);
    if (stripped.length() < MIN_LENGTH) {
      return UNKNOWN;
    }
    return new TestName(
        stripped.length() > MAX_LENGTH ? stripped.substring(0, MAX_LENGTH) : stripped);
  }

  private static String strip(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    StringBuilder kept = new StringBuilder(lower.length());
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        kept.append(c);
      }
    }
    return kept.toString();
  }

  @Override
  public String toString() {
    return text;
  }
}
