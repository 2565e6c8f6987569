package org.holdfast.model.yaml;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Brings what old reports call a country, a network and a nettest into today's form (pipeline
/// contract §3.3 item 1).
final class LegacyNames {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,10}");
  private static final Pattern SEPARATORS = Pattern.compile("[^a-z0-9]+");

  /// Names that spelling alone does not bring together.
  private static final Map<String, String> RENAMED =
      Map.of(
          "http_requests_test", "http_requests",
          "multi_protocol_traceroute_test", "multi_protocol_traceroute",
          "dns_consistency_test", "dns_consistency",
          "tcp_connect_test", "tcp_connect");

  private LegacyNames() {}

  /// A scalar's text: an unquoted version is a number to YAML.
  static String text(Object value) {
    return value.toString();
  }

  static String countryCode(@Nullable Object value) {
    if (Boolean.FALSE.equals(value)) {
      return "NO"; // To YAML 1.1, Norway unquoted says no.
    }
    return value == null ? "ZZ" : text(value).toUpperCase(Locale.ROOT);
  }

  static String asn(@Nullable Object value) {
    if (value == null) {
      return "AS0";
    }
    String text = text(value).toUpperCase(Locale.ROOT);
    return DIGITS.matcher(text).matches() ? "AS" + text : text;
  }

  static @Nullable String testName(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    String name = SEPARATORS.matcher(text(value).strip().toLowerCase(Locale.ROOT)).replaceAll("_");
    return RENAMED.getOrDefault(name, name);
  }
}
