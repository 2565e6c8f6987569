package org.holdfast.journal.kafka;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.JournalUnavailableException.Reason;

/// Where the topic begins and ends, and how far its groups are, as the brokers say. Safe for
/// concurrent use; every method waits for an answer.
final class GroupOffsets {
  private final KafkaOptions options;
  private final Admin admin;
  private final TopicWatch watch;

  GroupOffsets(KafkaOptions options, Admin admin, TopicWatch watch) {
    this.options = options;
    this.admin = admin;
    this.watch = watch;
  }

  /// @throws JournalUnavailableException while the topic has not been seen
  List<TopicPartition> partitions() {
    requireUsable();
    int count =
        watch
            .facts()
            .orElseThrow(
                () ->
                    new JournalUnavailableException(
                        Reason.UNREACHABLE, watch.refusal().orElse("the topic was not seen yet")))
            .partitions();
    return IntStream.range(0, count)
        .mapToObj(number -> new TopicPartition(options.topic(), number))
        .toList();
  }

  /// The last commits of a cursor, for the partitions that have one.
  Map<TopicPartition, LanePoint> committed(String cursor) {
    requireUsable();
    String group = options.group(cursor);
    Map<TopicPartition, LanePoint> points = new HashMap<>();
    answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (offset != null && partition.topic().equals(options.topic())) {
                points.put(partition, LanePoint.of(offset));
              }
            });
    return points;
  }

  /// Whether the readers of a cursor have one of this name among them that the brokers do not take
  /// for dead.
  boolean hasMember(String cursor, String node) {
    requireUsable();
    String group = options.group(cursor);
    CompletableFuture<ConsumerGroupDescription> asked =
        admin
            .describeConsumerGroups(List.of(group))
            .describedGroups()
            .values()
            .iterator()
            .next()
            .toCompletionStage()
            .toCompletableFuture();
    try {
      return answer(asked).members().stream()
          .anyMatch(member -> member.groupInstanceId().equals(Optional.of(node)));
    } catch (JournalUnavailableException e) {
      // One without members and commits is forgotten.
      if (asked.isCompletedExceptionally()
          && asked.exceptionNow() instanceof GroupIdNotFoundException) {
        return false;
      }
      throw e;
    }
  }

  Map<TopicPartition, Long> beginnings() {
    return offsets(OffsetSpec.earliest());
  }

  Map<TopicPartition, Long> ends() {
    return offsets(OffsetSpec.latest());
  }

  /// The first record of each partition that was received at this time or later; the end where
  /// there is none.
  Map<TopicPartition, Long> since(Instant receivedAt) {
    Map<TopicPartition, Long> places = ends();
    offsets(OffsetSpec.forTimestamp(receivedAt.toEpochMilli()))
        .forEach((partition, offset) -> places.merge(partition, offset, GroupOffsets::known));
    return places;
  }

  private static long known(long end, long offset) {
    return offset < 0 ? end : offset;
  }

  private Map<TopicPartition, Long> offsets(OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> question =
        partitions().stream().collect(Collectors.toMap(partition -> partition, _ -> which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    answer(admin.listOffsets(question).all())
        .forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  /// Deletes everything before these places.
  void deleteBefore(Map<TopicPartition, Long> places) {
    Map<TopicPartition, RecordsToDelete> order = new HashMap<>();
    places.forEach(
        (partition, offset) -> order.put(partition, RecordsToDelete.beforeOffset(offset)));
    var _ = answer(admin.deleteRecords(order).all());
  }

  /// Nobody waits for a broker that is known to be away.
  private void requireUsable() {
    watch
        .refusal()
        .ifPresent(
            why -> {
              throw new JournalUnavailableException(Reason.UNREACHABLE, why);
            });
  }

  private <T> T answer(KafkaFuture<T> asked) {
    return answer(asked.toCompletionStage().toCompletableFuture());
  }

  private <T> T answer(CompletableFuture<T> asked) {
    try {
      return asked.get(options.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new JournalUnavailableException(
          Reason.UNREACHABLE,
          watch.refusal().orElse("the broker does not answer: " + e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JournalUnavailableException(Reason.UNREACHABLE, "interrupted");
    }
  }
}
