package org.holdfast.app.config;

import java.time.Duration;

/// The segment files, in `spool` below the data directory, that take records while Kafka is away.
///
/// @param after a record that Kafka has not acknowledged after this time goes into the spool;
///   default 1 s
public record SpoolConfig(Duration after) {
  private static final Duration DEFAULT_AFTER = Duration.ofSeconds(1);

  static SpoolConfig read(Section section) {
    return new SpoolConfig(section.value("after", Kinds.POSITIVE_DURATION, DEFAULT_AFTER));
  }
}
