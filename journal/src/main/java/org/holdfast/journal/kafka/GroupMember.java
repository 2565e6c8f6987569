package org.holdfast.journal.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.holdfast.journal.EntriesLostException;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.JournalUnavailableException.Reason;

/// A cursor's membership in its consumer group, which fills [Lanes]. Used by one thread.
///
/// A partition is read by one member at a time. It changes hands only inside [#fetch], where this
/// member lets go of it, or when this member has been silent for so long that it counts as dead.
///
/// A member that another one of its name has pushed out of the group comes back by itself when
/// there is none of that name any more. The other may be a machine that should have another name;
/// it may as well be what is left of an earlier process, or of an earlier connection of this one,
/// whose request to join came late: then the broker takes it for dead after its silence.
final class GroupMember {
  private final KafkaOptions options;
  private final String cursor;
  private final Supplier<KafkaConsumer<byte[], byte[]>> joining;
  private final GroupOffsets offsets;
  private final TopicWatch watch;
  private final Lanes lanes;
  private KafkaConsumer<byte[], byte[]> consumer;
  private boolean lost;
  private boolean pushedOut;
  private boolean broken;

  /// Becomes one with the first [#fetch].
  ///
  /// @param joining makes a member of the group
  GroupMember(
      KafkaOptions options,
      String cursor,
      Supplier<KafkaConsumer<byte[], byte[]>> joining,
      GroupOffsets offsets,
      TopicWatch watch,
      Lanes lanes) {
    this.options = options;
    this.cursor = cursor;
    this.joining = joining;
    this.offsets = offsets;
    this.watch = watch;
    this.lanes = lanes;
    this.consumer = joining.get();
    subscribe();
  }

  private void subscribe() {
    consumer.subscribe(List.of(options.topic()), new Shares());
  }

  /// Joins the group again if this member was pushed out of it, or its client has failed.
  ///
  /// @throws JournalUnavailableException while there is another one of its name
  void comeBackIfNeeded() {
    if (pushedOut && offsets.hasMember(cursor, options.node())) {
      throw clash();
    }
    if (pushedOut || broken) {
      comeBack();
    }
  }

  private void comeBack() {
    KafkaConsumer<byte[], byte[]> before = consumer;
    consumer = joining.get();
    before.close(CloseOptions.timeout(Duration.ZERO));
    // What was lost when it was pushed out may not have been told yet.
    lost |= lanes.letGo(lanes.partitions());
    subscribe();
    broken = false;
    if (pushedOut) {
      pushedOut = false;
      watch.clashIsOver();
    }
  }

  /// Takes part in the group, and fetches more where nothing is left of what was fetched before.
  ///
  /// @throws EntriesLostException if what was given out since the last commit is another reader's
  void fetch(Duration patience) {
    Set<TopicPartition> mine = consumer.assignment();
    if (lanes.hasFetched()) {
      consumer.pause(mine);
    } else {
      consumer.resume(consumer.paused());
    }
    unlessClientFails(
        () -> {
          consumer.poll(patience).forEach(lanes::add);
          openLanes();
        });
    if (lost) {
      lost = false;
      rewind();
      throw new EntriesLostException(
          "partitions of cursor " + cursor + " have gone to another machine");
    }
  }

  private void unlessClientFails(Runnable action) {
    try {
      action.run();
    } catch (IllegalStateException e) {
      // It does not know any more which answers it waits for, and might wait for ever.
      broken = true;
      throw new JournalUnavailableException(
          Reason.UNREACHABLE, "Kafka's client has failed and is replaced: " + e.getMessage());
    }
  }

  /// Begins with partitions that are new here, at their last commit.
  private void openLanes() {
    Set<TopicPartition> added = new HashSet<>(consumer.assignment());
    added.removeAll(lanes.partitions());
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
      lanes.open(partition, start);
    }
  }

  /// Whether the broker has said that nothing comes after what was fetched.
  boolean isAtEnd() {
    return lanes.partitions().stream()
        .allMatch(partition -> consumer.currentLag(partition).orElse(Long.MAX_VALUE) == 0);
  }

  void commit(Map<TopicPartition, OffsetAndMetadata> places) {
    unlessClientFails(() -> consumer.commitSync(places, options.patience()));
  }

  /// Has everything after the last commits fetched again.
  void rewind() {
    try {
      lanes.rewind((partition, offset) -> consumer.seek(partition, offset));
    } catch (KafkaException e) {
      throw unavailable(e);
    }
  }

  /// What a failure of the consumer means.
  JournalUnavailableException unavailable(KafkaException e) {
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

  /// Ends without leaving the group, so that a successor on this machine takes up the same
  /// partitions without the others moving theirs.
  void close() {
    consumer.close(CloseOptions.timeout(options.patience()));
  }

  /// Hears which partitions come and go, during [#fetch] and [#close].
  private final class Shares implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      // Their lanes are opened outside, where trouble can be tried again.
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> gone) {
      lost |= lanes.letGo(gone);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> gone) {
      onPartitionsRevoked(gone);
    }
  }
}
