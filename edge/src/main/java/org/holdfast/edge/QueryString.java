package org.holdfast.edge;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads `application/x-www-form-urlencoded` query strings. Never fails: what is not validly
/// percent-encoded is taken as it stands.
public final class QueryString {
  private QueryString() {}

  /// The parameters in their order, decoded as UTF-8; a parameter without `=` has an empty value.
  ///
  /// @param query what follows the `?`, undecoded; may be empty
  public static List<Map.Entry<String, String>> parse(String query) {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    int start = 0;
    while (start < query.length()) {
      int ampersand = query.indexOf('&', start);
      int end = ampersand < 0 ? query.length() : ampersand;
      if (end > start) {
        parameters.add(parameter(query.substring(start, end)));
      }
      start = end + 1;
    }
    return List.copyOf(parameters);
  }

  private static Map.Entry<String, String> parameter(String pair) {
    int equals = pair.indexOf('=');
    return equals < 0
        ? Map.entry(decoded(pair), "")
        : Map.entry(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notPercentEncoded) {
      return text;
    }
  }
}
