package org.holdfast.catalogue.api;

import java.util.Arrays;
import java.util.Optional;

/// Compares `If-None-Match` (RFC 9110 §13.1.2).
final class EntityTags {
  private EntityTags() {}

  /// Whether the header lists `tag` or is `*`; weakly compared. Our tags hold no commas.
  static boolean matches(Optional<String> ifNoneMatch, String tag) {
    return ifNoneMatch.stream()
        .flatMap(header -> Arrays.stream(header.split(",", -1)))
        .map(String::strip)
        .map(listed -> listed.startsWith("W/") ? listed.substring(2) : listed)
        .anyMatch(listed -> listed.equals(tag) || listed.equals("*"));
  }
}
