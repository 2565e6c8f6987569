package org.holdfast.journal.kafka;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.Position;

/// The partitions that a reader has, merged by the time of receipt: of each, what was committed,
/// what was given out since, and what was fetched and not given out yet. Used by one thread.
final class Lanes {
  private static final class Lane {
    LanePoint committed;
    LanePoint polled;
    final Deque<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();

    Lane(LanePoint committed) {
      this.committed = committed;
      this.polled = committed;
    }

    boolean hasUncommitted() {
      return polled.offset() != committed.offset();
    }
  }

  private final TopicWatch watch;
  private final Map<TopicPartition, Lane> lanes = new HashMap<>();
  private final Set<Position> moved = new HashSet<>();

  /// @param watch knows the topic's id, which a position needs
  Lanes(TopicWatch watch) {
    this.watch = watch;
  }

  Set<TopicPartition> partitions() {
    return lanes.keySet();
  }

  /// Begins with a partition at its last commit.
  void open(TopicPartition partition, LanePoint start) {
    lanes.put(partition, new Lane(start));
  }

  /// Lets go of partitions.
  ///
  /// @return whether anything that was given out of them was not committed
  boolean letGo(Collection<TopicPartition> gone) {
    boolean uncommitted = false;
    for (TopicPartition partition : List.copyOf(gone)) {
      Lane lane = lanes.remove(partition);
      uncommitted |= lane != null && lane.hasUncommitted();
    }
    return uncommitted;
  }

  /// Takes what was fetched. What came of a partition before its lane was opened comes again.
  void add(ConsumerRecord<byte[], byte[]> record) {
    Lane lane = lanes.get(new TopicPartition(record.topic(), record.partition()));
    if (lane != null) {
      lane.fetched.add(record);
    }
  }

  /// Whether there is anything to give out.
  boolean hasFetched() {
    return lanes.values().stream().anyMatch(lane -> !lane.fetched.isEmpty());
  }

  /// Gives out what was fetched, at most so many entries and about so many bytes.
  List<Entry> take(int maxEntries, long maxBytes) {
    List<Entry> entries = new ArrayList<>();
    moved.clear();
    if (watch.facts().isEmpty()) {
      return entries;
    }
    long bytes = 0;
    Optional<Lane> next = earliest();
    while (next.isPresent() && entries.size() < maxEntries && bytes < maxBytes) {
      Lane lane = next.get();
      ConsumerRecord<byte[], byte[]> record = lane.fetched.element();
      Optional<Entry> decoded = decode(record, entries.isEmpty());
      if (decoded.isEmpty()) {
        break;
      }
      Entry entry = decoded.get();
      entries.add(entry);
      if (KafkaRecords.isMoved(record)) {
        moved.add(entry.position());
      }
      lane.fetched.remove();
      int size = KafkaRecords.bytes(entry);
      bytes += size;
      lane.polled = lane.polled.after(record.offset(), KafkaRecords.measurements(entry), size);
      next = earliest();
    }
    return entries;
  }

  /// Of what was given out last, the positions of records that another journal had before.
  Set<Position> moved() {
    return Set.copyOf(moved);
  }

  /// Trouble is told only before the first entry: what has been taken must reach the caller.
  private Optional<Entry> decode(ConsumerRecord<byte[], byte[]> record, boolean first) {
    String topicId = watch.facts().map(TopicFacts::id).orElse("");
    KafkaPosition position = new KafkaPosition(topicId, record.partition(), record.offset());
    try {
      return Optional.of(KafkaRecords.decode(position.position(), record));
    } catch (IllegalStateException e) {
      if (first) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /// The partition whose next record was received first.
  private Optional<Lane> earliest() {
    Lane earliest = null;
    for (Lane lane : lanes.values()) {
      if (!lane.fetched.isEmpty()
          && (earliest == null || receivedAt(lane).isBefore(receivedAt(earliest)))) {
        earliest = lane;
      }
    }
    return Optional.ofNullable(earliest);
  }

  private static Instant receivedAt(Lane lane) {
    return Instant.ofEpochMilli(lane.fetched.element().timestamp());
  }

  /// How far everything was given out, of the partitions where that is further than the last
  /// commit.
  Map<TopicPartition, OffsetAndMetadata> toCommit() {
    Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
    lanes.forEach(
        (partition, lane) -> {
          if (lane.hasUncommitted()) {
            places.put(partition, lane.polled.toCommit());
          }
        });
    return places;
  }

  /// What [#toCommit] said is committed.
  void committed() {
    lanes.values().forEach(lane -> lane.committed = lane.polled);
  }

  /// Goes back to the last commits.
  ///
  /// @param seek has a partition fetched from there
  void rewind(ObjLongConsumer<TopicPartition> seek) {
    for (Map.Entry<TopicPartition, Lane> entry : lanes.entrySet()) {
      Lane lane = entry.getValue();
      lane.fetched.clear();
      lane.polled = lane.committed;
      seek.accept(entry.getKey(), lane.committed.offset());
    }
  }
}
