package org.holdfast.app.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds the key somebody probably meant: the one with the fewest edits, or one that ends alike and
/// merely stands in the wrong place.
final class NearestKey {
  private static final int LENGTH_COMPARED_MAX = 200;

  private NearestKey() {}

  static Optional<String> to(String unknown, Collection<String> keys) {
    if (unknown.length() > LENGTH_COMPARED_MAX) {
      return Optional.empty();
    }
    Optional<String> misspelt =
        keys.stream()
            .filter(key -> edits(unknown, key) <= Math.max(2, unknown.length() / 4))
            .min(Comparator.comparingInt(key -> edits(unknown, key)));
    return misspelt.or(() -> misplaced(unknown, keys));
  }

  private static Optional<String> misplaced(String unknown, Collection<String> keys) {
    String name = lastPart(unknown);
    return keys.stream()
        .filter(key -> edits(name, lastPart(key)) <= 1 && name.length() > 2)
        .findFirst();
  }

  private static String lastPart(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /// Levenshtein distance.
  private static int edits(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
