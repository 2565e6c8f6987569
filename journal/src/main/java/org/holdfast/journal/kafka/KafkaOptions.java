package org.holdfast.journal.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/// How a journal is kept in Kafka.
///
/// @param bootstrap where brokers are found: `host:port`, separated by commas
/// @param topic the one topic, which an operator has created
/// @param node names this machine in the consumer groups; no other machine may have it
/// @param minInsyncReplicas how many copies an acknowledgement has to stand for; the topic is
///   compared with it
/// @param minPartitions how many partitions the topic should have at least: as many as there are
///   machines to work on them
/// @param maxRecordBytes the largest record there can be, envelope included; the topic is compared
///   with it
/// @param queueBytes how many bytes of bodies may be on their way to the broker; one record of any
///   size may always be alone
/// @param requiredCursors nothing is deleted before all of them have passed it
/// @param locks directory of files that keep two processes of this machine from reading under one
///   name
/// @param patience how long an answer of the broker may take before it counts as not answering
/// @param lookInterval how often the topic is looked at while all is well
/// @param silence a reader that was not heard of for so long is taken for dead, and others read
///   what it read
/// @param movedBefore what this machine received before was in another journal of its first, and is
///   marked as moved
/// @param client settings of Kafka's client about how to connect: security, credentials
public record KafkaOptions(
    String bootstrap,
    String topic,
    String node,
    int minInsyncReplicas,
    int minPartitions,
    int maxRecordBytes,
    long queueBytes,
    Set<String> requiredCursors,
    Path locks,
    Duration patience,
    Duration lookInterval,
    Duration silence,
    Instant movedBefore,
    Map<String, String> client) {

  public KafkaOptions {
    requiredCursors = Set.copyOf(requiredCursors);
    client = Map.copyOf(client);
    if (minInsyncReplicas < 1 || minPartitions < 1 || maxRecordBytes < 1 || queueBytes < 1) {
      throw new IllegalArgumentException("numbers of a journal in Kafka are positive");
    }
    if (!patience.isPositive() || !lookInterval.isPositive() || !silence.isPositive()) {
      throw new IllegalArgumentException("intervals of a journal in Kafka are positive");
    }
  }

  /// Two copies, one partition, records of 64 MiB and their envelopes, 128 MiB on their way,
  /// cursors `index` and `archive`, 5 s of patience, a look at the topic every 30 s, 20 s of
  /// silence, no security.
  public static KafkaOptions of(String bootstrap, String topic, String node, Path locks) {
    return new KafkaOptions(
        bootstrap,
        topic,
        node,
        2,
        1,
        (64 << 20) + (64 << 10),
        128L << 20,
        Set.of("index", "archive"),
        locks,
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(20),
        Instant.MIN,
        Map.of());
  }

  /// With other demands on the topic.
  public KafkaOptions expecting(int insyncReplicas, int partitions, int recordBytes) {
    return new KafkaOptions(
        bootstrap,
        topic,
        node,
        insyncReplicas,
        partitions,
        recordBytes,
        queueBytes,
        requiredCursors,
        locks,
        patience,
        lookInterval,
        silence,
        movedBefore,
        client);
  }

  /// With settings about how to connect.
  public KafkaOptions connecting(Map<String, String> settings) {
    return new KafkaOptions(
        bootstrap,
        topic,
        node,
        minInsyncReplicas,
        minPartitions,
        maxRecordBytes,
        queueBytes,
        requiredCursors,
        locks,
        patience,
        lookInterval,
        silence,
        movedBefore,
        settings);
  }

  /// With other times.
  public KafkaOptions waiting(Duration forAnswers, Duration betweenLooks) {
    return new KafkaOptions(
        bootstrap,
        topic,
        node,
        minInsyncReplicas,
        minPartitions,
        maxRecordBytes,
        queueBytes,
        requiredCursors,
        locks,
        forAnswers,
        betweenLooks,
        silence,
        movedBefore,
        client);
  }

  /// With another time after which a reader is taken for dead.
  public KafkaOptions takingForDeadAfter(Duration time) {
    return new KafkaOptions(
        bootstrap,
        topic,
        node,
        minInsyncReplicas,
        minPartitions,
        maxRecordBytes,
        queueBytes,
        requiredCursors,
        locks,
        patience,
        lookInterval,
        time,
        movedBefore,
        client);
  }

  /// With an earlier journal, that took records in until then.
  public KafkaOptions takingThePlaceOfAnother(Instant since) {
    return new KafkaOptions(
        bootstrap,
        topic,
        node,
        minInsyncReplicas,
        minPartitions,
        maxRecordBytes,
        queueBytes,
        requiredCursors,
        locks,
        patience,
        lookInterval,
        silence,
        since,
        client);
  }

  String group(String cursor) {
    return topic + '.' + cursor;
  }
}
