package org.holdfast.app.logging;

import java.util.regex.Pattern;

/// Finds IP addresses in text. Errs towards finding too many.
final class Addresses {
  static final String BLOT = "[address]";

  private static final Pattern IPV4 =
      Pattern.compile("(?<![0-9.])[0-9]{1,3}(?:\\.[0-9]{1,3}){3}(?![0-9]|\\.[0-9])");
  private static final Pattern IPV6 =
      Pattern.compile(
          "(?<![0-9A-Za-z:.])"
              + "(?:(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}"
              + "|(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,6})?::"
              + "(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,6})?)"
              + "(?:%[0-9A-Za-z]+)?(?![0-9A-Za-z:])");

  private Addresses() {}

  static String blotOut(String text) {
    String withoutIpv4 = text.indexOf('.') < 0 ? text : IPV4.matcher(text).replaceAll(BLOT);
    return withoutIpv4.indexOf(':') < 0 ? withoutIpv4 : IPV6.matcher(withoutIpv4).replaceAll(BLOT);
  }
}
