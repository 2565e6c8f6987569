package org.holdfast.journal.spool;

import java.time.Duration;

/// @param bound how long the remote may take for a record before the spool takes it
/// @param batchRecords most records that are drained before the spool's cursor is committed
/// @param batchBytes about how many bytes of bodies that may be
/// @param retry how long the drain waits after the remote refused something
public record SpoolOptions(Duration bound, int batchRecords, long batchBytes, Duration retry) {
  /// 1 s; 4,000 records or 64 MiB at a time; again after half a second.
  public static final SpoolOptions DEFAULTS =
      new SpoolOptions(Duration.ofSeconds(1), 4_000, 64L << 20, Duration.ofMillis(500));

  public SpoolOptions {
    if (!bound.isPositive() || !retry.isPositive() || batchRecords < 1 || batchBytes < 1) {
      throw new IllegalArgumentException("bounds of a spool are positive");
    }
  }

  public SpoolOptions withBound(Duration time) {
    return new SpoolOptions(time, batchRecords, batchBytes, retry);
  }
}
