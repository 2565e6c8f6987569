package org.holdfast.bouncer.fleet;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What operators want of a node.
public enum Wanted {
  /// It stands in answers while it is well.
  SERVING,
  /// It is left out of answers, and goes on with what it has.
  DRAINED,
  /// It is out of the fleet: its heartbeats are refused, too.
  RETIRED;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Wanted> parse(String word) {
    return Arrays.stream(values()).filter(wanted -> wanted.word().equals(word)).findFirst();
  }
}
