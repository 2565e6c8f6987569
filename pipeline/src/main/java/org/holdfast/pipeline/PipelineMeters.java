package org.holdfast.pipeline;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/// What the pipeline shows on `/metrics`.
///
/// | name | meaning |
/// |---|---|
/// | `holdfast.ledger.accepted` and so on | the members of [Ledger]; not a number while the catalogue is down |
/// | `holdfast.pipeline.archived.lag.seconds` | age of the oldest record that is not archived |
/// | `holdfast.pipeline.batch.seconds{cursor=index\|archive}` | duration of transactions and rounds |
final class PipelineMeters {
  /// The gauges of one scrape show one moment, so that they add up.
  private static final long SNAPSHOT_NANOS = Duration.ofMillis(500).toNanos();

  private record Snapshot(Optional<Ledger> ledger, long takenAt) {}

  private final Pipeline pipeline;
  private final Timer indexed;
  private final Timer archived;
  private final MeterRegistry registry;
  private final List<Gauge> gauges = new ArrayList<>();
  private Snapshot snapshot =
      new Snapshot(Optional.empty(), System.nanoTime() - 2 * SNAPSHOT_NANOS);

  PipelineMeters(MeterRegistry registry, Pipeline pipeline) {
    this.pipeline = pipeline;
    this.registry = registry;
    this.indexed = registry.timer("holdfast.pipeline.batch.seconds", "cursor", "index");
    this.archived = registry.timer("holdfast.pipeline.batch.seconds", "cursor", "archive");
    gauge(registry, "accepted", Ledger::accepted);
    gauge(registry, "published", Ledger::published);
    gauge(registry, "merged", Ledger::merged);
    gauge(registry, "quarantined", Ledger::quarantined);
    gauge(registry, "in.journal", Ledger::inJournal);
    gauges.add(
        Gauge.builder(
                "holdfast.pipeline.archived.lag.seconds",
                () -> pipeline.archiveLag().map(Duration::toMillis).orElse(0L) / 1000.0)
            .register(registry));
  }

  private void gauge(MeterRegistry registry, String name, ToLongFunction<Ledger> value) {
    gauges.add(
        Gauge.builder(
                "holdfast.ledger." + name,
                () ->
                    current().map(ledger -> (double) value.applyAsLong(ledger)).orElse(Double.NaN))
            .register(registry));
  }

  /// Shows nothing any more: the next pipeline of this process, or of another, does.
  void close() {
    gauges.forEach(registry::remove);
  }

  private synchronized Optional<Ledger> current() {
    if (System.nanoTime() - snapshot.takenAt() > SNAPSHOT_NANOS) {
      // Dated after it was read: reading may take long, and the other gauges of this scrape follow.
      snapshot = new Snapshot(read(), System.nanoTime());
    }
    return snapshot.ledger();
  }

  private Optional<Ledger> read() {
    try {
      return Optional.of(pipeline.balance());
    } catch (RuntimeException e) {
      return Optional.empty(); // the readers have logged it and the health page shows it
    }
  }

  void indexed(long nanos) {
    indexed.record(nanos, TimeUnit.NANOSECONDS);
  }

  void archived(long nanos) {
    archived.record(nanos, TimeUnit.NANOSECONDS);
  }
}
