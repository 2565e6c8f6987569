package org.holdfast.journal.kafka;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.EntriesLostException;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.Records;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two machines read under one name.
final class TwoReadersTest {
  private static final Duration MOMENT = Duration.ofMillis(100);

  private final Broker broker = Broker.shared();
  private final Records records = new Records(Clock.systemUTC(), 11);
  private final String topic = Broker.newName();
  @TempDir private Path directory;

  /// Enough for a reader to come back on a busy machine.
  private Duration silence = Duration.ofSeconds(6);

  private KafkaJournal open(String node) throws InterruptedException {
    return open(node, node);
  }

  private KafkaJournal open(String node, String machine) throws InterruptedException {
    return KafkaJournal.open(options(node, machine), new SimpleMeterRegistry());
  }

  private KafkaOptions options(String node, String machine) {
    return KafkaOptions.of(broker.address(), topic, node, directory.resolve(machine))
        .expecting(1, 1, 1 << 20)
        .takingForDeadAfter(silence);
  }

  /// A member of the group that nobody reads with, and which does not leave when it ends.
  private KafkaConsumer<byte[], byte[]> member(String node) {
    KafkaConsumer<byte[], byte[]> member =
        new ClientSettings(options(node, "elsewhere")).member("index");
    member.subscribe(List.of(topic));
    return member;
  }

  @Test
  void sharesChangeHandsOnlyWithTheReadersKnowledgeAndNothingIsPassedOver() throws Exception {
    broker.createTopic(topic, 4, Map.of());
    try (KafkaJournal first = open("one");
        KafkaJournal second = open("two")) {
      Set<String> sent = new HashSet<>();
      for (int i = 0; i < 60; i++) {
        sent.add(append(first, i));
      }
      try (Cursor one = first.openCursor("index")) {
        Set<String> given = new HashSet<>();
        while (given.size() < sent.size()) {
          given.addAll(Records.uids(one.poll(20, 1 << 20, MOMENT)));
        }
        // Nothing of it is committed when another machine joins.
        try (Cursor two = second.openCursor("index")) {
          boolean told = false;
          List<String> committed = new ArrayList<>();
          long end = System.nanoTime() + SECONDS.toNanos(40);
          while ((!told || committed.size() < sent.size()) && System.nanoTime() < end) {
            committed.addAll(next(two));
            try {
              List<String> polled = Records.uids(one.poll(20, 1 << 20, MOMENT));
              if (told) {
                one.commit();
                committed.addAll(polled);
              }
            } catch (EntriesLostException e) {
              told = true;
            }
          }
          assertThat(told).as("the first reader is told").isTrue();
          assertThat(committed).containsExactlyInAnyOrderElementsOf(sent);
          assertThat(one.measurementsCommitted()).isEqualTo(sent.size());
          assertThat(two.measurementsCommitted()).isEqualTo(sent.size());
        }
      }
    }
  }

  @Test
  void machinesOfOneNameAreToldSo() throws Exception {
    broker.createTopic(topic, 1, Map.of());
    try (KafkaJournal first = open("one", "here");
        KafkaJournal second = open("one", "there");
        Cursor here = first.openCursor("index")) {
      assertThat(here.poll(1, 1 << 20, MOMENT)).isEmpty();
      assertThat(first.status().notes()).noneMatch(note -> note.contains("another machine"));
      try (Cursor there = second.openCursor("index")) {
        append(second, 1);
        String clash =
            "another machine reads as 'one' too; give each a collector.id of its own and restart";
        Awaitility.await()
            .atMost(Duration.ofSeconds(40))
            .untilAsserted(
                () ->
                    assertThatThrownBy(() -> here.poll(1, 1 << 20, MOMENT))
                        .isInstanceOf(JournalUnavailableException.class)
                        .hasMessage(clash));
        assertThat(first.status().notes()).contains("degraded: " + clash);
        assertThat(second.status().notes()).noneMatch(note -> note.contains("another machine"));
        Awaitility.await().until(() -> !next(there).isEmpty());
      }
    }
  }

  @Test
  @DisplayName("I10: a reader that a ghost of its name has pushed out reads on by itself")
  void readerPushedOutByAGhostComesBack() throws Exception {
    silence = Duration.ofSeconds(2);
    broker.createTopic(topic, 2, Map.of());
    try (KafkaJournal journal = open("one");
        Cursor cursor = journal.openCursor("index")) {
      assertThat(cursor.poll(1, 1 << 20, MOMENT)).isEmpty();
      try (KafkaConsumer<byte[], byte[]> ghost = member("one")) {
        Awaitility.await().until(() -> ghost.poll(MOMENT).isEmpty() && isIn(ghost));
      }
      String uid = append(journal, 1);
      List<String> given = new ArrayList<>();
      List<String> told = new ArrayList<>();
      long end = System.nanoTime() + SECONDS.toNanos(60);
      while (given.isEmpty() && System.nanoTime() < end) {
        try {
          given.addAll(next(cursor));
        } catch (JournalUnavailableException e) {
          told.add(e.getMessage());
        }
      }
      assertThat(given).containsExactly(uid);
      assertThat(told).isNotEmpty().allMatch(why -> why.startsWith("another machine reads as"));
      assertThat(journal.status().notes()).noneMatch(note -> note.contains("another machine"));
    }
  }

  private static boolean isIn(KafkaConsumer<byte[], byte[]> member) {
    return !member.assignment().isEmpty();
  }

  @Test
  @DisplayName("a reader that ends and comes back within the silence has its share, as have others")
  void readerThatComesBackSoonMovesNoShares() throws Exception {
    broker.createTopic(topic, 4, Map.of());
    try (KafkaJournal journal = open("one");
        KafkaConsumer<byte[], byte[]> other = member("two")) {
      try (Cursor cursor = journal.openCursor("index")) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(40))
            .until(
                () -> {
                  var _ = next(cursor);
                  return other.poll(MOMENT).isEmpty() && other.assignment().size() == 2;
                });
      }
      Set<TopicPartition> share = other.assignment();
      int generation = other.groupMetadata().generationId();
      int sent = 40;
      for (int i = 0; i < sent; i++) {
        String unused = append(journal, i);
      }
      try (Cursor cursor = journal.openCursor("index")) {
        int read = 0;
        long end = System.nanoTime() + SECONDS.toNanos(40);
        while (read < sent && System.nanoTime() < end) {
          read += next(cursor).size() + other.poll(MOMENT).count();
        }
        assertThat(read).isEqualTo(sent);
      }
      assertThat(other.assignment()).isEqualTo(share);
      assertThat(other.groupMetadata().generationId()).isEqualTo(generation);
    }
  }

  private static List<String> next(Cursor cursor) throws InterruptedException {
    try {
      List<String> polled = Records.uids(cursor.poll(20, 1 << 20, MOMENT));
      cursor.commit();
      return polled;
    } catch (EntriesLostException e) {
      return List.of();
    }
  }

  private String append(KafkaJournal journal, int report) throws Exception {
    JournalRecord record = ofReport(records.measurement(50), report);
    var _ = journal.append(record).get(10, SECONDS);
    return Records.uid(record);
  }

  private static JournalRecord ofReport(JournalRecord record, int report) {
    Envelope e = record.envelope();
    return new JournalRecord(
        new Envelope(
            e.uid(),
            e.kind(),
            "20260101T000000Z_signal_IT_30722_n1_%016x".formatted(report),
            e.route(),
            e.transport(),
            e.coding(),
            e.format(),
            e.collector(),
            e.build(),
            e.claimed(),
            e.testName(),
            e.observed(),
            e.geoDatabase(),
            e.geoVerdict(),
            e.verification(),
            e.software(),
            e.documentSha256(),
            e.identity(),
            e.bodyLength(),
            e.bodySha256(),
            e.marks()),
        record.body());
  }
}
