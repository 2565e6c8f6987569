package org.holdfast.journal.kafka;

import java.time.Duration;
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
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.EntriesLostException;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.JournalUnavailableException.Reason;
import org.holdfast.journal.Position;

/// A cursor that shares its name with those of other machines: a member of a consumer group. A
/// partition is read by one member at a time. It changes hands only inside [#poll], where this
/// member lets go of it, or when this member has been silent for so long that it counts as dead.
///
/// A member that another one of its name has pushed out of the group comes back by itself when
/// there is none of that name any more. The other may be a machine that should have another name;
/// it may as well be what is left of an earlier process, or of an earlier connection of this one,
/// whose request to join came late: then the broker takes it for dead after its silence.
final class KafkaCursor implements Cursor {
  private static final long A_MOMENT_NANOS = 20_000_000;

  /// One partition that this member reads.
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

  private final KafkaOptions options;
  private final String name;
  private final Supplier<KafkaConsumer<byte[], byte[]>> joining;
  private final CursorLock lock;
  private final GroupOffsets offsets;
  private final TopicWatch watch;
  private final Map<TopicPartition, Lane> lanes = new HashMap<>();
  private final Set<Position> moved = new HashSet<>();
  private KafkaConsumer<byte[], byte[]> consumer;
  private boolean lost;
  private boolean pushedOut;
  private boolean closed;

  private KafkaCursor(
      KafkaOptions options,
      String name,
      Supplier<KafkaConsumer<byte[], byte[]>> joining,
      CursorLock lock,
      GroupOffsets offsets,
      TopicWatch watch) {
    this.options = options;
    this.name = name;
    this.joining = joining;
    this.consumer = joining.get();
    this.lock = lock;
    this.offsets = offsets;
    this.watch = watch;
  }

  /// Joins the group, and waits a while for its share if the broker is there.
  ///
  /// @param joining makes a member of the group
  static KafkaCursor open(
      KafkaOptions options,
      String name,
      Supplier<KafkaConsumer<byte[], byte[]>> joining,
      CursorLock lock,
      GroupOffsets offsets,
      TopicWatch watch) {
    KafkaCursor cursor = new KafkaCursor(options, name, joining, lock, offsets, watch);
    cursor.subscribe();
    long end = System.nanoTime() + options.patience().toNanos();
    try {
      while (cursor.lanes.isEmpty() && watch.refusal().isEmpty() && System.nanoTime() < end) {
        cursor.fetch(Duration.ofMillis(50));
      }
    } catch (KafkaException e) {
      // The first poll meets it again.
      return cursor;
    }
    return cursor;
  }

  private void subscribe() {
    consumer.subscribe(List.of(options.topic()), new Shares());
  }

  @Override
  public List<Entry> poll(int maxEntries, long maxBytes, Duration patience)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      if (pushedOut) {
        comeBack();
      }
      boolean waits = lanes.values().stream().allMatch(lane -> lane.fetched.isEmpty());
      // Also where there is enough: taking part in the group happens here.
      fetch(waits ? patience : Duration.ZERO);
      List<Entry> entries = take(maxEntries, maxBytes);
      // Nothing must mean that there is nothing, not that the answer is still on its way.
      long latest = Math.max(deadline, System.nanoTime() + options.patience().toNanos());
      while (entries.isEmpty()
          && (System.nanoTime() < deadline || (!isAtEnd() && System.nanoTime() < latest))) {
        long left = Math.max(deadline - System.nanoTime(), A_MOMENT_NANOS);
        fetch(Duration.ofNanos(left));
        entries = take(maxEntries, maxBytes);
      }
      return entries;
    } catch (InterruptException e) {
      Thread.interrupted();
      throw (InterruptedException) new InterruptedException().initCause(e);
    } catch (KafkaException e) {
      throw unavailable(e);
    }
  }

  private void comeBack() {
    if (offsets.hasMember(name, options.node())) {
      throw clash();
    }
    KafkaConsumer<byte[], byte[]> before = consumer;
    consumer = joining.get();
    before.close(CloseOptions.timeout(Duration.ZERO));
    // What was lost when it was pushed out may not have been told yet.
    lost |= lanes.values().stream().anyMatch(Lane::hasUncommitted);
    lanes.clear();
    subscribe();
    pushedOut = false;
    watch.clashIsOver();
  }

  /// Whether the broker has said that nothing comes after what was fetched.
  private boolean isAtEnd() {
    return lanes.keySet().stream()
        .allMatch(partition -> consumer.currentLag(partition).orElse(Long.MAX_VALUE) == 0);
  }

  private void fetch(Duration patience) {
    Set<TopicPartition> mine = consumer.assignment();
    boolean enough = lanes.values().stream().anyMatch(lane -> !lane.fetched.isEmpty());
    if (enough) {
      consumer.pause(mine);
    } else {
      consumer.resume(consumer.paused());
    }
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
      Lane lane = lanes.get(new TopicPartition(record.topic(), record.partition()));
      // What came of a partition before its lane was opened comes again.
      if (lane != null) {
        lane.fetched.add(record);
      }
    }
    openLanes();
    if (lost) {
      lost = false;
      rewind();
      throw new EntriesLostException(
          "partitions of cursor " + name + " have gone to another machine");
    }
  }

  /// Begins with partitions that are new here, at their last commit.
  private void openLanes() {
    Set<TopicPartition> added = new HashSet<>(consumer.assignment());
    added.removeAll(lanes.keySet());
    if (added.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(added);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(added);
    for (TopicPartition partition : added) {
      OffsetAndMetadata place = committed.get(partition);
      LanePoint start =
          place == null
              ? new LanePoint(beginnings.getOrDefault(partition, 0L), 0, 0)
              : LanePoint.of(place);
      consumer.seek(partition, start.offset());
      lanes.put(partition, new Lane(start));
    }
  }

  private List<Entry> take(int maxEntries, long maxBytes) {
    List<Entry> entries = new ArrayList<>();
    moved.clear();
    if (watch.facts().isEmpty()) {
      // A position needs the topic's id.
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

  @Override
  public Set<Position> moved() {
    return Set.copyOf(moved);
  }

  @Override
  public void commit() {
    Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
    lanes.forEach(
        (partition, lane) -> {
          if (lane.hasUncommitted()) {
            places.put(partition, lane.polled.toCommit());
          }
        });
    if (places.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(places, options.patience());
    } catch (org.apache.kafka.clients.consumer.CommitFailedException
        | RebalanceInProgressException e) {
      rewind();
      throw new EntriesLostException("the shares of cursor " + name + " are being changed");
    } catch (RetriableCommitFailedException e) {
      throw unavailable(e);
    } catch (KafkaException e) {
      throw unavailable(e);
    }
    lanes.values().forEach(lane -> lane.committed = lane.polled);
  }

  @Override
  public void rewind() {
    try {
      for (Map.Entry<TopicPartition, Lane> entry : lanes.entrySet()) {
        Lane lane = entry.getValue();
        lane.fetched.clear();
        lane.polled = lane.committed;
        consumer.seek(entry.getKey(), lane.committed.offset());
      }
    } catch (KafkaException e) {
      throw unavailable(e);
    }
  }

  @Override
  public long measurementsCommitted() {
    return offsets.committed(name).values().stream().mapToLong(LanePoint::measurements).sum();
  }

  private JournalUnavailableException unavailable(KafkaException e) {
    if (e instanceof FencedInstanceIdException) {
      pushedOut = true;
      return clash();
    }
    return new JournalUnavailableException(
        Reason.UNREACHABLE, "the broker does not answer: " + e.getMessage());
  }

  private JournalUnavailableException clash() {
    String why =
        "another machine reads as '%s' too; give each a collector.id of its own and restart"
            .formatted(options.node());
    watch.noteClash(why);
    return new JournalUnavailableException(Reason.UNREACHABLE, why);
  }

  /// Stays a member of the group for a while, so that its successor on this machine takes up the
  /// same partitions without the others moving theirs.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (lock) {
      consumer.close(CloseOptions.timeout(options.patience()));
    }
  }

  /// Hears which partitions come and go, during [#fetch] and [#close].
  private final class Shares implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      // Their lanes are opened outside, where trouble can be tried again.
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> gone) {
      for (TopicPartition partition : gone) {
        Lane lane = lanes.remove(partition);
        lost |= lane != null && lane.hasUncommitted();
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> gone) {
      onPartitionsRevoked(gone);
    }
  }
}
