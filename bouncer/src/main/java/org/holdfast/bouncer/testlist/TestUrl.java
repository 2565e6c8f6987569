package org.holdfast.bouncer.testlist;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A URL worth measuring with web_connectivity.
///
/// @param categoryCode one of the Citizen Lab's categories, as in `NEWS`
/// @param countryCode two capital letters; `XX` for everywhere
public record TestUrl(String url, String categoryCode, String countryCode) {
  /// Stands for every country.
  public static final String EVERYWHERE = "XX";

  /// The longest URL that is handed out.
  static final int MAX_LENGTH = 2_048;

  private static final Pattern HTTP_URL =
      Pattern.compile("(?i)https?://[^/?#\\s]+[^\\s\\p{Cntrl}]*");
  private static final Pattern CATEGORY = Pattern.compile("[A-Z]{2,8}");

  /// A row of a list; empty if it is none that a probe could measure.
  static Optional<TestUrl> of(String url, String category, String country) {
    String text = url.strip();
    String code = category.strip().toUpperCase(Locale.ROOT);
    return text.length() <= MAX_LENGTH
            && HTTP_URL.matcher(text).matches()
            && CATEGORY.matcher(code).matches()
        ? Optional.of(new TestUrl(text, code, country))
        : Optional.empty();
  }

  boolean isGlobal() {
    return countryCode.equals(EVERYWHERE);
  }

  /// The host without user, port and capitals, by which rules name it.
  String domain() {
    String rest = url.substring(url.indexOf("://") + 3);
    int end = 0;
    while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    String authority = rest.substring(rest.lastIndexOf('@', Math.max(0, end - 1)) + 1, end);
    int port = authority.lastIndexOf(':');
    String host = port > authority.lastIndexOf(']') ? authority.substring(0, port) : authority;
    return host.toLowerCase(Locale.ROOT);
  }
}
