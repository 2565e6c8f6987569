package org.holdfast.app.fleettest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.BooleanSupplier;

/// The system's clock, an hour ahead for as long as something holds.
final class ShiftedClock extends Clock {
  private static final Duration SHIFT = Duration.ofHours(1);

  private final Clock system = Clock.systemUTC();
  private final BooleanSupplier shifted;

  ShiftedClock(BooleanSupplier shifted) {
    this.shifted = shifted;
  }

  @Override
  public Instant instant() {
    return shifted.getAsBoolean() ? system.instant().plus(SHIFT) : system.instant();
  }

  @Override
  public ZoneId getZone() {
    return system.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return system.withZone(zone);
  }
}
