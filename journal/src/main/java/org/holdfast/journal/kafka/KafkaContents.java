package org.holdfast.journal.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.JournalContents;
import org.holdfast.journal.Position;

/// Counts what the topic holds. Kafka counts records and we count measurements, so it takes the
/// furthest commit of the required cursors, which says how many stand before it, and reads what
/// comes after, each record once.
final class KafkaContents {
  private static final Position NOWHERE = new Position("kafka");

  private final KafkaOptions options;
  private final GroupOffsets offsets;
  private final LogScan log;
  private final Map<TopicPartition, LanePoint> counted = new HashMap<>();

  KafkaContents(KafkaOptions options, GroupOffsets offsets, LogScan log) {
    this.options = options;
    this.offsets = offsets;
    this.log = log;
  }

  /// @throws org.holdfast.journal.JournalUnavailableException if the broker does not answer
  synchronized JournalContents count() {
    Map<TopicPartition, Long> beginnings = offsets.beginnings();
    for (String cursor : options.requiredCursors()) {
      offsets.committed(cursor).forEach((lane, point) -> counted.merge(lane, point, this::further));
    }
    beginnings.forEach(
        (lane, first) -> {
          LanePoint point = counted.getOrDefault(lane, new LanePoint(0, 0, 0));
          counted.put(
              lane,
              new LanePoint(Math.max(first, point.offset()), point.measurements(), point.bytes()));
        });
    Map<TopicPartition, Long> ends = offsets.ends();
    Map<TopicPartition, Long> from =
        counted.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, place -> place.getValue().offset()));
    log.scan(from, ends, this::count);
    long measurements = 0;
    long bytes = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      LanePoint point = counted.getOrDefault(end.getKey(), new LanePoint(0, 0, 0));
      measurements += point.measurements();
      long kept = end.getValue() - beginnings.getOrDefault(end.getKey(), 0L);
      // How large deleted records were is not known one by one.
      bytes += end.getValue() == 0 ? 0 : Math.round((double) point.bytes() * kept / end.getValue());
    }
    return new JournalContents(measurements, bytes);
  }

  private void count(TopicPartition lane, ConsumerRecord<byte[], byte[]> record) {
    Entry entry = KafkaRecords.decode(NOWHERE, record);
    counted.merge(
        lane,
        new LanePoint(0, 0, 0),
        (point, _) ->
            point.after(
                record.offset(), KafkaRecords.measurements(entry), KafkaRecords.bytes(entry)));
  }

  private LanePoint further(LanePoint one, LanePoint other) {
    return other.offset() > one.offset() ? other : one;
  }
}
