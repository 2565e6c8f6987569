package org.holdfast.journal.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.JournalUnavailableException.Reason;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.JournalRecord;
import org.jspecify.annotations.Nullable;

/// Reads single records by their positions. What came along with the last one is kept, since the
/// next is often among it. Safe for concurrent use, one question at a time.
final class KafkaLookup implements AutoCloseable {
  private static final Duration ONE_POLL = Duration.ofMillis(200);
  private static final int FETCHED_AT_ONCE = 1 << 20;

  private final ClientSettings settings;
  private final KafkaOptions options;
  private final TopicWatch watch;
  private @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private List<ConsumerRecord<byte[], byte[]>> near = List.of();

  KafkaLookup(ClientSettings settings, KafkaOptions options, TopicWatch watch) {
    this.settings = settings;
    this.options = options;
    this.watch = watch;
  }

  /// Empty if the record has been deleted, or stood in another topic of the same name.
  ///
  /// @throws JournalUnavailableException if the broker does not answer
  synchronized Optional<JournalRecord> find(KafkaPosition position) {
    TopicFacts facts =
        watch
            .facts()
            .orElseThrow(
                () -> new JournalUnavailableException(Reason.UNREACHABLE, "no broker answers yet"));
    if (!facts.id().equals(position.topicId()) || position.partition() >= facts.partitions()) {
      return Optional.empty();
    }
    try {
      return fetch(position)
          .map(record -> KafkaRecords.decode(position.position(), record))
          .flatMap(KafkaLookup::intact);
    } catch (OffsetOutOfRangeException e) {
      return Optional.empty();
    } catch (KafkaException e) {
      throw new JournalUnavailableException(
          Reason.UNREACHABLE, "the broker does not give the record: " + e.getMessage());
    }
  }

  private static Optional<JournalRecord> intact(Entry entry) {
    return entry instanceof Entry.Intact(Position _, JournalRecord record)
        ? Optional.of(record)
        : Optional.empty();
  }

  private Optional<ConsumerRecord<byte[], byte[]>> fetch(KafkaPosition position) {
    Optional<ConsumerRecord<byte[], byte[]>> known = amongNear(position);
    if (known.isPresent()) {
      return known;
    }
    KafkaConsumer<byte[], byte[]> open = consumer;
    if (open == null) {
      open = settings.reader(FETCHED_AT_ONCE);
      consumer = open;
    }
    TopicPartition partition = new TopicPartition(options.topic(), position.partition());
    near = List.of();
    open.assign(List.of(partition));
    open.seek(partition, position.offset());
    long end = System.nanoTime() + options.patience().toNanos();
    while (near.isEmpty()) {
      near = List.copyOf(open.poll(ONE_POLL).records(partition));
      if (near.isEmpty() && System.nanoTime() > end) {
        throw new JournalUnavailableException(Reason.UNREACHABLE, "the broker gives no record");
      }
    }
    return amongNear(position);
  }

  private Optional<ConsumerRecord<byte[], byte[]>> amongNear(KafkaPosition position) {
    if (near.isEmpty() || near.getFirst().partition() != position.partition()) {
      return Optional.empty();
    }
    long index = position.offset() - near.getFirst().offset();
    if (index < 0 || index >= near.size() || near.get((int) index).offset() != position.offset()) {
      return Optional.empty();
    }
    return Optional.of(near.get((int) index));
  }

  /// What was kept may have been deleted.
  synchronized void forget() {
    near = List.of();
  }

  @Override
  public synchronized void close() {
    KafkaConsumer<byte[], byte[]> open = consumer;
    consumer = null;
    if (open != null) {
      open.close();
    }
  }
}
