package org.holdfast.journal.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.EntriesLostException;
import org.holdfast.journal.Position;

/// A cursor that shares its name with those of other machines: a [GroupMember], and the [Lanes]
/// that it reads.
final class KafkaCursor implements Cursor {
  private static final long A_MOMENT_NANOS = 20_000_000;

  private final KafkaOptions options;
  private final String name;
  private final CursorLock lock;
  private final GroupOffsets offsets;
  private final Lanes lanes;
  private final GroupMember member;
  private boolean closed;

  private KafkaCursor(
      KafkaOptions options,
      String name,
      CursorLock lock,
      GroupOffsets offsets,
      Lanes lanes,
      GroupMember member) {
    this.options = options;
    this.name = name;
    this.lock = lock;
    this.offsets = offsets;
    this.lanes = lanes;
    this.member = member;
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
    Lanes lanes = new Lanes(watch);
    GroupMember member = new GroupMember(options, name, joining, offsets, watch, lanes);
    KafkaCursor cursor = new KafkaCursor(options, name, lock, offsets, lanes, member);
    long end = System.nanoTime() + options.patience().toNanos();
    try {
      while (lanes.partitions().isEmpty() && watch.refusal().isEmpty() && System.nanoTime() < end) {
        member.fetch(Duration.ofMillis(50));
      }
    } catch (KafkaException e) {
      // The first poll meets it again.
      return cursor;
    }
    return cursor;
  }

  @Override
  public List<Entry> poll(int maxEntries, long maxBytes, Duration patience)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      member.comeBackIfNeeded();
      // Also where there is enough: taking part in the group happens here.
      member.fetch(lanes.hasFetched() ? Duration.ZERO : patience);
      List<Entry> entries = lanes.take(maxEntries, maxBytes);
      // Nothing must mean that there is nothing, not that the answer is still on its way.
      long latest = Math.max(deadline, System.nanoTime() + options.patience().toNanos());
      while (entries.isEmpty()
          && (System.nanoTime() < deadline || (!member.isAtEnd() && System.nanoTime() < latest))) {
        long left = Math.max(deadline - System.nanoTime(), A_MOMENT_NANOS);
        member.fetch(Duration.ofNanos(left));
        entries = lanes.take(maxEntries, maxBytes);
      }
      return entries;
    } catch (InterruptException e) {
      Thread.interrupted();
      throw (InterruptedException) new InterruptedException().initCause(e);
    } catch (KafkaException e) {
      throw member.unavailable(e);
    }
  }

  @Override
  public Set<Position> moved() {
    return lanes.moved();
  }

  @Override
  public void commit() {
    Map<TopicPartition, OffsetAndMetadata> places = lanes.toCommit();
    if (places.isEmpty()) {
      return;
    }
    try {
      member.commit(places);
    } catch (CommitFailedException | RebalanceInProgressException e) {
      rewind();
      throw new EntriesLostException("the shares of cursor " + name + " are being changed");
    } catch (KafkaException e) {
      throw member.unavailable(e);
    }
    lanes.committed();
  }

  @Override
  public void rewind() {
    member.rewind();
  }

  @Override
  public long measurementsCommitted() {
    return offsets.committed(name).values().stream().mapToLong(LanePoint::measurements).sum();
  }

  /// Stays a member of the group for a while.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (lock) {
      member.close();
    }
  }
}
