package org.holdfast.journal.segment;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/// What operators see of the journal.
///
/// | name | meaning |
/// |---|---|
/// | `holdfast.journal.appended` | records made durable by this process |
/// | `holdfast.journal.append.seconds` | from append to durable |
/// | `holdfast.journal.batch.records` | records made durable by one sync |
/// | `holdfast.journal.bytes` | size of all segments |
/// | `holdfast.journal.usable.bytes` | room left on the file system |
/// | `holdfast.journal.accepting` | 1 if records are taken in, else 0 |
/// | `holdfast.journal.oldest.age.seconds` | age of the oldest record some cursor has not passed |
/// | `holdfast.journal.damaged` | damaged entries a cursor has passed, tag `cursor` |
/// | `holdfast.journal.set.aside` | files without usable header that wait for people |
final class JournalMeters implements AutoCloseable {
  private static final String PREFIX = "holdfast.journal.";

  private final MeterRegistry registry;
  private final Counter appended;
  private final Timer appendTime;
  private final DistributionSummary batchRecords;
  private final List<Meter> gauges = new CopyOnWriteArrayList<>();

  JournalMeters(MeterRegistry registry) {
    this.registry = registry;
    this.appended = registry.counter(PREFIX + "appended");
    this.appendTime =
        Timer.builder(PREFIX + "append.seconds").publishPercentileHistogram().register(registry);
    this.batchRecords = registry.summary(PREFIX + "batch.records");
  }

  void appended(List<PendingAppend> batch, long nowNanos) {
    appended.increment(batch.size());
    batchRecords.record(batch.size());
    for (PendingAppend append : batch) {
      appendTime.record(nowNanos - append.sinceNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /// The counter of damaged entries one cursor has passed.
  Counter damaged(String cursor) {
    return registry.counter(PREFIX + "damaged", "cursor", cursor);
  }

  <T> void gauge(String name, T source, ToDoubleFunction<T> value) {
    gauges.add(Gauge.builder(PREFIX + name, source, value).register(registry));
  }

  /// Takes the gauges away, so that a journal opened later with the same registry has its own.
  @Override
  public void close() {
    gauges.forEach(registry::remove);
  }
}
