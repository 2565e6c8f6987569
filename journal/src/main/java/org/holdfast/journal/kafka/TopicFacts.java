package org.holdfast.journal.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the brokers say about the topic.
///
/// @param id Kafka's id of the topic
/// @param partitions how many there are
/// @param replicas of the partition that has the fewest
/// @param inSync of the partition that has the fewest in-sync replicas now
/// @param leaderless partitions without a leader now
/// @param readable whether we may read it
/// @param writable whether we may write to it
/// @param settings the topic's settings by their names; empty if we may not see them
record TopicFacts(
    String id,
    int partitions,
    int replicas,
    int inSync,
    int leaderless,
    boolean readable,
    boolean writable,
    Map<String, String> settings) {

  /// The largest record the topic takes; everything, where that is not known.
  int maxRecordBytes() {
    return (int) Math.min(Integer.MAX_VALUE, number("max.message.bytes", Integer.MAX_VALUE));
  }

  /// What makes less true than is promised, each with what to set.
  List<String> shortcomings(KafkaOptions wanted) {
    List<String> notes = new ArrayList<>();
    long stated = number("min.insync.replicas", wanted.minInsyncReplicas());
    if (settings.isEmpty()) {
      notes.add(
          "the settings of topic '%s' cannot be seen; allow DescribeConfigs on it"
              .formatted(wanted.topic()));
    }
    if (stated < wanted.minInsyncReplicas()) {
      notes.add(
          "min.insync.replicas of topic '%s' is %d, and %d is asked for: an acknowledged record may stand on %d broker(s) only"
              .formatted(wanted.topic(), stated, wanted.minInsyncReplicas(), stated));
    }
    if (replicas <= stated && stated > 1) {
      notes.add(
          "topic '%s' has %d replicas and needs %d of them: nothing is taken in while one broker is away"
              .formatted(wanted.topic(), replicas, stated));
    } else if (replicas < wanted.minInsyncReplicas()) {
      notes.add(
          "topic '%s' has %d replica(s) of its records, and %d are asked for"
              .formatted(wanted.topic(), replicas, wanted.minInsyncReplicas()));
    }
    if (inSync < stated) {
      notes.add(
          "topic '%s' has a partition with %d replica(s) in sync, of %d needed: its records wait"
              .formatted(wanted.topic(), inSync, stated));
    }
    if (leaderless > 0) {
      notes.add(
          "topic '%s' has %d partition(s) without a leader: their records wait"
              .formatted(wanted.topic(), leaderless));
    }
    if (partitions < wanted.minPartitions()) {
      notes.add(
          "topic '%s' has %d partition(s), and %d are asked for: so many workers at most have something to do"
              .formatted(wanted.topic(), partitions, wanted.minPartitions()));
    }
    if (maxRecordBytes() < wanted.maxRecordBytes()) {
      notes.add(
          "max.message.bytes of topic '%s' is %d: larger records (up to %d) are refused; raise it and the brokers' replica.fetch.max.bytes"
              .formatted(wanted.topic(), maxRecordBytes(), wanted.maxRecordBytes()));
    }
    if (number("retention.ms", -1) >= 0 || number("retention.bytes", -1) >= 0) {
      notes.add(
          "topic '%s' deletes by time or size, what nobody has archived too: set retention.ms=-1 and retention.bytes=-1"
              .formatted(wanted.topic()));
    }
    if (!"delete".equals(settings.getOrDefault("cleanup.policy", "delete"))) {
      notes.add(
          "topic '%s' is compacted, which deletes records of one report: set cleanup.policy=delete"
              .formatted(wanted.topic()));
    }
    if ("true".equals(settings.get("unclean.leader.election.enable"))) {
      notes.add(
          "topic '%s' may choose a leader that lacks records: set unclean.leader.election.enable=false"
              .formatted(wanted.topic()));
    }
    return notes;
  }

  private long number(String setting, long otherwise) {
    String value = settings.get(setting);
    return value == null ? otherwise : Long.parseLong(value);
  }
}
