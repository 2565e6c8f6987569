package org.holdfast.journal.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.JournalUnavailableException.Reason;

/// Reads stretches of the topic from one place to another, without being in any group.
final class LogScan {
  private static final Duration ONE_POLL = Duration.ofMillis(200);
  private static final int FETCHED_AT_ONCE = 1 << 20;

  private final ClientSettings settings;
  private final KafkaOptions options;

  LogScan(ClientSettings settings, KafkaOptions options) {
    this.settings = settings;
    this.options = options;
  }

  /// Is shown records, those of one partition in their order.
  @FunctionalInterface
  interface Visitor {
    void visit(TopicPartition partition, ConsumerRecord<byte[], byte[]> record);
  }

  /// Shows every record from `from` up to, but without, `to`.
  ///
  /// @throws JournalUnavailableException if the broker gives nothing for longer than its patience
  void scan(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to, Visitor visitor) {
    Map<TopicPartition, Long> next = new HashMap<>(from);
    next.entrySet().removeIf(place -> place.getValue() >= to.getOrDefault(place.getKey(), 0L));
    if (next.isEmpty()) {
      return;
    }
    try (KafkaConsumer<byte[], byte[]> consumer = settings.reader(FETCHED_AT_ONCE)) {
      consumer.assign(next.keySet());
      next.forEach(consumer::seek);
      long silentSince = System.nanoTime();
      while (!next.isEmpty()) {
        var records = consumer.poll(ONE_POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          if (record.offset() < to.getOrDefault(partition, 0L)) {
            visitor.visit(partition, record);
          }
        }
        if (!records.isEmpty()) {
          silentSince = System.nanoTime();
        } else if (System.nanoTime() - silentSince > options.patience().toNanos()) {
          throw new JournalUnavailableException(Reason.UNREACHABLE, "the broker gives no records");
        }
        Set<TopicPartition> done =
            next.keySet().stream()
                .filter(part -> consumer.position(part) >= to.getOrDefault(part, 0L))
                .collect(Collectors.toSet());
        if (next.keySet().removeAll(done)) {
          consumer.pause(done);
        }
      }
    } catch (OffsetOutOfRangeException e) {
      throw new JournalUnavailableException(
          Reason.UNREACHABLE, "records were deleted while they were read");
    }
  }
}
