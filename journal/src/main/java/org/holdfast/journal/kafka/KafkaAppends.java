package org.holdfast.journal.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.JournalUnavailableException.Reason;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.JournalRecord;
import org.jspecify.annotations.Nullable;

/// Sends records and completes their futures when all in-sync replicas have them. A future stays
/// open for as long as it takes to know. Bounded in bytes. Safe for concurrent use.
final class KafkaAppends implements AutoCloseable {
  private final KafkaOptions options;
  private final TopicWatch watch;
  private final Producers producers;
  private final Counter appended;
  private final Timer appendTime;
  private final AtomicLong bytesOnTheWay = new AtomicLong();
  private volatile boolean closed;

  KafkaAppends(KafkaOptions options, TopicWatch watch, Producers producers, MeterRegistry meters) {
    this.options = options;
    this.watch = watch;
    this.producers = producers;
    this.appended = meters.counter("holdfast.journal.appended");
    this.appendTime =
        Timer.builder("holdfast.journal.append.seconds")
            .publishPercentileHistogram()
            .register(meters);
  }

  /// Why nothing is taken in.
  Optional<JournalUnavailableException> refusal() {
    if (closed) {
      return Optional.of(unavailable(Reason.CLOSED, "the journal is closed"));
    }
    return watch.refusal().map(why -> unavailable(Reason.UNREACHABLE, why));
  }

  CompletableFuture<Position> append(JournalRecord record) {
    Optional<TopicFacts> topic = watch.facts();
    Optional<JournalUnavailableException> refusal = refusal();
    if (refusal.isPresent()) {
      return CompletableFuture.failedFuture(refusal.get());
    }
    int bytes = record.body().length + KafkaRecords.OVERHEAD_BYTES;
    if (topic.isEmpty() || bytes > Math.min(topic.get().maxRecordBytes(), maxRecordBytes())) {
      return CompletableFuture.failedFuture(
          unavailable(Reason.TOO_LARGE, "a record of " + bytes + " bytes is more than is taken"));
    }
    if (bytesOnTheWay.addAndGet(bytes) > options.queueBytes() && bytesOnTheWay.get() > bytes) {
      bytesOnTheWay.addAndGet(-bytes);
      return CompletableFuture.failedFuture(
          unavailable(Reason.OVERLOADED, "too many records are on their way to the broker"));
    }
    CompletableFuture<Position> durable = new CompletableFuture<>();
    long since = System.nanoTime();
    String topicId = topic.get().id();
    try {
      producers.send(
          KafkaRecords.encode(
              options.topic(),
              record,
              record.envelope().receivedAt().isBefore(options.movedBefore())),
          (place, failure) -> settle(durable, topicId, bytes, since, place, failure));
    } catch (RuntimeException e) {
      settle(durable, topicId, bytes, since, null, e);
    }
    return durable;
  }

  private int maxRecordBytes() {
    return options.maxRecordBytes();
  }

  /// Runs once for each record: a send that throws does not call back.
  private void settle(
      CompletableFuture<Position> durable,
      String topicId,
      int bytes,
      long since,
      @Nullable RecordMetadata place,
      @Nullable Exception failure) {
    if (durable.isDone()) {
      return;
    }
    bytesOnTheWay.addAndGet(-bytes);
    if (failure == null && place != null) {
      appended.increment();
      appendTime.record(Duration.ofNanos(System.nanoTime() - since));
      durable.complete(new KafkaPosition(topicId, place.partition(), place.offset()).position());
    } else if (failure instanceof RecordTooLargeException) {
      durable.completeExceptionally(
          unavailable(Reason.TOO_LARGE, "the broker takes no record of " + bytes + " bytes"));
    } else {
      durable.completeExceptionally(
          unavailable(Reason.UNREACHABLE, "the broker did not take the record: " + failure));
    }
  }

  private static JournalUnavailableException unavailable(Reason reason, String message) {
    return new JournalUnavailableException(reason, message);
  }

  /// Takes nothing more in and waits, as long as its patience, for what is on its way.
  @Override
  public void close() {
    closed = true;
    producers.close(options.patience());
  }
}
