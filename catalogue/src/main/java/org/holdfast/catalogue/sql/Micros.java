package org.holdfast.catalogue.sql;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Times as microseconds since 1970. Probes' clocks claim anything, so times are held within the
/// years 1 to 9999, which is also what can be written as RFC 3339.
final class Micros {
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private Micros() {}

  static long of(Instant time) {
    Instant held = time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
    return ChronoUnit.MICROS.between(Instant.EPOCH, held);
  }

  static Instant toInstant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
