package org.holdfast.journal.spool;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.holdfast.journal.Journal;
import org.holdfast.journal.kafka.Broker;
import org.holdfast.journal.kafka.KafkaJournal;
import org.holdfast.journal.kafka.KafkaOptions;
import org.holdfast.journal.segment.SegmentJournal;
import org.holdfast.journal.segment.SegmentOptions;

/// Opens journals in Kafka with a spool before them.
final class Spooled {
  private Spooled() {}

  /// Small segments, so that an outage fills several.
  static SegmentJournal spool(Path directory) {
    return SegmentJournal.open(
        directory,
        SegmentOptions.DEFAULTS
            .withSegmentBytes(64 << 10)
            .withReserveBytes(0)
            .withRequiredCursors(Set.of(SpooledJournal.CURSOR))
            .withIntervals(Duration.ofMillis(5), Duration.ofMillis(20)),
        Clock.systemUTC(),
        new SimpleMeterRegistry(),
        cause -> {
          throw new AssertionError("the spool failed", cause);
        });
  }

  static KafkaJournal kafka(String topic, Path directory) {
    try {
      return KafkaJournal.open(
          KafkaOptions.of(Broker.shared().address(), topic, "node", directory.resolve("locks"))
              .expecting(1, 3, 64 << 20)
              .waiting(Duration.ofSeconds(3), Duration.ofMillis(500)),
          new SimpleMeterRegistry());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static SpooledJournal open(Journal remote, Path spool, Duration bound) {
    return SpooledJournal.open(
        remote,
        spool(spool),
        SpoolOptions.DEFAULTS.withBound(bound),
        spool,
        new SimpleMeterRegistry());
  }
}
