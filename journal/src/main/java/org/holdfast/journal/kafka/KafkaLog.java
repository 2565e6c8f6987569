package org.holdfast.journal.kafka;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.Position;
import org.holdfast.journal.SharedLog;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;

/// The topic as a whole.
final class KafkaLog implements SharedLog {
  private static final int BATCH_RECORDS = 500;
  private static final long BATCH_BYTES = 8_000_000;

  private final KafkaOptions options;
  private final TopicWatch watch;
  private final GroupOffsets offsets;
  private final LogScan scan;

  KafkaLog(KafkaOptions options, TopicWatch watch, GroupOffsets offsets, LogScan scan) {
    this.options = options;
    this.watch = watch;
    this.offsets = offsets;
    this.scan = scan;
  }

  @Override
  public OptionalInt largestBody() {
    return watch
        .facts()
        .map(facts -> Math.min(facts.maxRecordBytes(), options.maxRecordBytes()))
        .map(bytes -> OptionalInt.of(Math.max(0, bytes - KafkaRecords.OVERHEAD_BYTES)))
        .orElse(OptionalInt.empty());
  }

  @Override
  public void forEachSince(Instant receivedAt, Consumer<Envelope> action) {
    scan.scan(
        offsets.since(receivedAt),
        offsets.ends(),
        (_, record) -> {
          if (entry(record) instanceof Entry.Intact(Position _, JournalRecord intact)) {
            action.accept(intact.envelope());
          }
        });
  }

  @Override
  public void forEachAfterOnAllMachines(String cursorName, Consumer<List<Entry>> action) {
    Map<TopicPartition, Long> from = new HashMap<>(offsets.beginnings());
    offsets
        .committed(cursorName)
        .forEach((partition, point) -> from.merge(partition, point.offset(), Math::max));
    Batches batches = new Batches(action);
    scan.scan(from, offsets.ends(), (_, record) -> batches.add(entry(record)));
    batches.flush();
  }

  private Entry entry(ConsumerRecord<byte[], byte[]> record) {
    String topicId = watch.facts().map(TopicFacts::id).orElse("");
    KafkaPosition position = new KafkaPosition(topicId, record.partition(), record.offset());
    return KafkaRecords.decode(position.position(), record);
  }

  private static final class Batches {
    private final Consumer<List<Entry>> action;
    private final List<Entry> entries = new ArrayList<>();
    private long bytes;

    Batches(Consumer<List<Entry>> action) {
      this.action = action;
    }

    void add(Entry entry) {
      entries.add(entry);
      bytes += KafkaRecords.bytes(entry);
      if (entries.size() >= BATCH_RECORDS || bytes >= BATCH_BYTES) {
        flush();
      }
    }

    void flush() {
      if (!entries.isEmpty()) {
        action.accept(List.copyOf(entries));
        entries.clear();
        bytes = 0;
      }
    }
  }
}
