package org.holdfast.model.id;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Hands out receive times in microseconds that strictly increase within one process, whatever the
/// system clock does: after a jump backwards it goes on counting from the last time it gave. Safe
/// for concurrent use.
public final class ReceiveClock {
  private final Clock clock;
  private final AtomicLong lastMicros = new AtomicLong(Long.MIN_VALUE);

  public ReceiveClock(Clock clock) {
    this.clock = clock;
  }

  /// The current time, or one microsecond after the last answer where that is later.
  public Instant next() {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    long micros = lastMicros.updateAndGet(last -> Math.max(last + 1, now));
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
