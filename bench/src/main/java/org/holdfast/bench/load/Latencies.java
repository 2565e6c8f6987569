package org.holdfast.bench.load;

import java.util.concurrent.atomic.AtomicLongArray;

/// How often something took how long, in whole milliseconds. Thread-safe.
final class Latencies {
  /// What takes longer than this counts as this long.
  private static final int MILLIS_MAX = 60_000;

  private final AtomicLongArray byMillis = new AtomicLongArray(MILLIS_MAX + 1);

  void count(long nanos) {
    byMillis.incrementAndGet((int) Math.clamp(nanos / 1_000_000, 0, MILLIS_MAX));
  }

  long all() {
    return shorterThan(MILLIS_MAX + 1);
  }

  long shorterThan(int millis) {
    long sum = 0;
    for (int i = 0; i < millis; i++) {
      sum += byMillis.get(i);
    }
    return sum;
  }

  /// As a percentage of all.
  double percentShorterThan(int millis) {
    return 100.0 * shorterThan(millis) / Math.max(1, all());
  }

  /// The milliseconds within which this share of them was over, from 0 to 1.
  int millis(double share) {
    long wanted = Math.round(all() * share);
    long seen = 0;
    for (int millis = 0; millis <= MILLIS_MAX; millis++) {
      seen += byMillis.get(millis);
      if (seen >= wanted) {
        return millis;
      }
    }
    return MILLIS_MAX;
  }
}
