package org.holdfast.catalogue.sql;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.Supplier;
import org.holdfast.catalogue.QueryTooExpensiveException;

/// `holdfast.catalogue.reading{operation}` and `holdfast.catalogue.transaction` (timers), and
/// `holdfast.catalogue.readings.stopped` (readings that reached the time bound).
final class CatalogueMeters {
  private final MeterRegistry registry;
  private final Timer transactions;
  private final Counter stopped;

  CatalogueMeters(MeterRegistry registry) {
    this.registry = registry;
    this.transactions = registry.timer("holdfast.catalogue.transaction");
    this.stopped = registry.counter("holdfast.catalogue.readings.stopped");
  }

  <T> T reading(String operation, Supplier<T> reading) {
    Timer.Sample sample = Timer.start(registry);
    try {
      return reading.get();
    } catch (QueryTooExpensiveException e) {
      stopped.increment();
      throw e;
    } finally {
      sample.stop(registry.timer("holdfast.catalogue.reading", "operation", operation));
    }
  }

  <T> T transaction(Supplier<T> work) {
    Timer.Sample sample = Timer.start(registry);
    try {
      return work.get();
    } finally {
      sample.stop(transactions);
    }
  }
}
