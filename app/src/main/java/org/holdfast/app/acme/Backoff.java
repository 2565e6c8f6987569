package org.holdfast.app.acme;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to leave an authority alone after failures in a row: a minute, doubling to an hour,
/// shortened by up to a quarter by chance. Authorities count failed attempts.
final class Backoff {
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  private Backoff() {}

  /// @param failures in a row, from 1
  static Duration after(int failures, RandomGenerator random) {
    long doubled = FIRST.toMillis() << Math.min(failures - 1, 10);
    double share = 1 - random.nextDouble() / 4;
    return Duration.ofMillis((long) (Math.min(doubled, LONGEST.toMillis()) * share));
  }
}
