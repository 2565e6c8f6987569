package org.holdfast.journal.segment;

import java.time.Duration;

/// Options that make things happen soon.
final class TestOptions {
  /// Segments of 32 KiB, no reserve, a look at others every 5 ms.
  static final SegmentOptions SMALL =
      SegmentOptions.DEFAULTS
          .withSegmentBytes(32 << 10)
          .withReserveBytes(0)
          .withIntervals(Duration.ofMillis(5), Duration.ofMillis(20));

  private TestOptions() {}
}
