package org.holdfast.bench.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/// What a stretch of load showed. Latencies are in nanoseconds, sorted.
///
/// @param failures exchanges that ended without a 200
@SuppressWarnings("ArrayRecordComponent") // a measurement series, compared by nobody
record LoadResult(Duration duration, long[] latencyNanos, long failures) {
  LoadResult {
    latencyNanos = latencyNanos.clone();
    Arrays.sort(latencyNanos);
  }

  double perSecond() {
    return latencyNanos.length / (duration.toNanos() / 1e9);
  }

  /// @param share 0.5 for the median, 0.99 for the 99th percentile
  double latencyMillis(double share) {
    if (latencyNanos.length == 0) {
      return Double.NaN;
    }
    int index = (int) Math.min(latencyNanos.length - 1L, Math.round(latencyNanos.length * share));
    return latencyNanos[index] / 1e6;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,.0f/s  p50 %.2f ms  p99 %.2f ms  failures %d",
        perSecond(),
        latencyMillis(0.5),
        latencyMillis(0.99),
        failures);
  }
}
