package org.holdfast.journal.spool;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Journal;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.JournalUnavailableException.Reason;
import org.holdfast.journal.Position;
import org.holdfast.journal.Records;
import org.holdfast.journal.kafka.Broker;
import org.holdfast.journal.kafka.KafkaJournal;
import org.holdfast.journal.memory.InMemoryJournal;
import org.holdfast.journal.memory.InMemoryStorage;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.testkit.proxy.FaultProxy.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a spool holds that cannot simply be drained: it stops nothing that stands behind it.
final class SpoolLeftoversTest {
  private static final Duration BOUND = Duration.ofMillis(300);
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Broker broker = Broker.shared();
  private final Records records = new Records(Clock.systemUTC(), 23);
  private final String topic = Broker.newName();
  private final InMemoryStorage storage = new InMemoryStorage();
  @TempDir private Path directory;

  @AfterEach
  void mend() {
    broker.proxy().set(Fault.NONE);
  }

  private Path spool() {
    return directory.resolve("spool");
  }

  private SpooledJournal open() {
    return Spooled.open(Spooled.kafka(topic, directory), spool(), BOUND);
  }

  private static void awaitDirect(SpooledJournal journal) {
    Awaitility.await().atMost(SOON).until(() -> !journal.isSpooling());
  }

  private List<JournalRecord> append(Journal journal, int count, int bytes) throws Exception {
    List<JournalRecord> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(records.measurement(bytes));
    }
    appendAll(journal, all);
    return all;
  }

  private static void appendAll(Journal journal, List<JournalRecord> all) throws Exception {
    for (CompletableFuture<Position> future : all.stream().map(journal::append).toList()) {
      future.get(20, SECONDS);
    }
  }

  private static List<String> uids(List<JournalRecord> all) {
    return all.stream().map(Records::uid).toList();
  }

  private static List<String> read(Journal journal, int atLeast) throws InterruptedException {
    List<String> uids = new ArrayList<>();
    try (Cursor cursor = journal.openCursor("index")) {
      long end = System.nanoTime() + SOON.toNanos();
      while (uids.size() < atLeast && System.nanoTime() < end) {
        uids.addAll(Records.uids(cursor.poll(500, 8 << 20, Duration.ofMillis(500))));
      }
      // And nothing more.
      uids.addAll(Records.uids(cursor.poll(500, 8 << 20, Duration.ofMillis(300))));
    }
    return uids;
  }

  private static void assertTooLarge(CompletableFuture<Position> answer) {
    assertThat(answer)
        .failsWithin(20, SECONDS)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            JournalUnavailableException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
  }

  @Test
  void bytesThatDoNotCheckOutAreSetAsideAndTheRestIsDrained() throws Exception {
    List<JournalRecord> sent;
    try (Journal before = Spooled.spool(spool())) {
      sent = append(before, 3, 2_000);
    }
    damage(sent.get(1).body());
    InMemoryJournal remote = new InMemoryJournal(new InMemoryStorage());
    try (SpooledJournal journal = Spooled.open(remote, spool(), BOUND)) {
      awaitDirect(journal);
      assertThat(read(journal, 2)).containsExactly(uids(sent).get(0), uids(sent).get(2));
      assertThat(journal.contents().measurementsEver()).isEqualTo(2);
    }
    try (Stream<Path> kept = Files.list(spool().resolve("damaged"))) {
      assertThat(kept)
          .singleElement()
          .satisfies(
              file ->
                  assertThat(indexOf(Files.readAllBytes(file), tail(sent.get(1).body())))
                      .as("the end of its body, in %s", file)
                      .isPositive());
    }
  }

  private static byte[] tail(byte[] body) {
    return java.util.Arrays.copyOfRange(body, body.length - 500, body.length);
  }

  private void damage(byte[] body) throws IOException {
    try (Stream<Path> files = Files.list(spool())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".segment")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        int at = indexOf(bytes, body);
        if (at >= 0) {
          bytes[at] ^= 1;
          Files.write(file, bytes);
          return;
        }
      }
    }
    throw new AssertionError("the body is in no segment");
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int at = 0; at + part.length <= bytes.length; at++) {
      if (java.util.Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    return -1;
  }

  @Test
  void aBodyLargerThanTheTopicTakesIsRefusedAlsoWhileTheBrokerIsAway() throws Exception {
    broker.createTopic(topic, 3, Map.of("max.message.bytes", "100000"));
    try (SpooledJournal journal = open()) {
      awaitDirect(journal);
      assertTooLarge(journal.append(records.measurement(200_000)));
      Awaitility.await().until(() -> Files.exists(spool().resolve("largest-body")));
      broker.proxy().set(Fault.CUT);
      append(journal, 1, 100);
      assertTooLarge(journal.append(records.measurement(200_000)));
    }
    try (SpooledJournal journal = open()) {
      assertTooLarge(journal.append(records.measurement(200_000)));
      assertThat(append(journal, 1, 50_000)).hasSize(1);
    }
  }

  @Test
  void aSpooledRecordThatTheTopicDoesNotTakeIsKeptAsideUntilItDoes() throws Exception {
    broker.createTopic(topic, 3, Map.of("max.message.bytes", "100000"));
    broker.proxy().set(Fault.CUT);
    List<JournalRecord> sent = new ArrayList<>();
    List<JournalRecord> large;
    try (SpooledJournal journal = open()) {
      sent.addAll(append(journal, 3, 500));
      // Nobody has ever heard from the topic.
      large = append(journal, 2, 200_000);
      sent.addAll(append(journal, 3, 500));
      broker.proxy().set(Fault.NONE);
      awaitDirect(journal);
      sent.addAll(append(journal, 3, 500));

      assertThat(read(journal, sent.size())).containsExactlyElementsOf(uids(sent));
      assertThat(journal.status().notes())
          .contains(
              "degraded: 2 record(s) are larger than the topic takes; raise its max.message.bytes");
      assertThat(journal.contents().measurementsEver()).isEqualTo(sent.size() + 2);
    }
    try (SpooledJournal journal = open()) {
      assertThat(journal.contents().measurementsEver()).isEqualTo(sent.size() + 2);
      broker.change(topic, Map.of("max.message.bytes", "70000000"));
      Awaitility.await().atMost(SOON).until(() -> journal.status().notes().isEmpty());

      sent.addAll(large);
      assertThat(read(journal, sent.size())).containsExactlyInAnyOrderElementsOf(uids(sent));
      assertThat(journal.contents().measurementsEver()).isEqualTo(sent.size());
    }
  }

  @Test
  void whatADeadProcessHadDrainedOrHadOnItsWayIsNotStoredTwice() throws Exception {
    broker.createTopic(topic, 3, Map.of());
    List<JournalRecord> spooled;
    try (Journal before = Spooled.spool(spool())) {
      spooled = append(before, 60, 500);
    }
    try (KafkaJournal stored = Spooled.kafka(topic, directory)) {
      // A batch that it did not come to commit, and one that was sent directly and took too long.
      appendAll(stored, spooled.subList(0, 25));
      appendAll(stored, spooled.subList(40, 41));
    }
    try (SpooledJournal journal = open()) {
      awaitDirect(journal);
      assertThat(read(journal, spooled.size())).containsExactlyInAnyOrderElementsOf(uids(spooled));
      assertThat(journal.contents().measurementsEver()).isEqualTo(spooled.size());
    }
  }

  @Test
  void whatIsLeftInASpoolGoesToTheSegmentsThatTakeThePlaceOfKafka() throws Exception {
    List<JournalRecord> sent;
    try (Journal before = Spooled.spool(spool())) {
      sent = new ArrayList<>(append(before, 5, 500));
    }
    for (int start = 0; start < 2; start++) {
      InMemoryJournal segments = new InMemoryJournal(storage);
      try (Journal journal =
          TakenOverJournal.ofSpool(segments, directory, Spooled.spool(spool()), spool())) {
        Awaitility.await()
            .atMost(SOON)
            .until(() -> journal.status().notes().stream().noneMatch(n -> n.contains("being")));
        assertThat(journal.status().notes())
            .singleElement()
            .satisfies(note -> assertThat(note).contains("journal.kafka", "remove " + spool()));
        sent.addAll(append(journal, 1, 500));
        assertThat(journal.contents().measurementsEver()).isEqualTo(sent.size());
      }
    }
    assertThat(read(new InMemoryJournal(storage), sent.size()))
        .containsExactlyElementsOf(uids(sent));
  }

  @Test
  void everyAppendIsAnsweredAlsoIfTheJournalIsClosedMeanwhile() throws Exception {
    broker.createTopic(topic, 3, Map.of());
    List<CompletableFuture<Position>> answers = new ArrayList<>();
    try (SpooledJournal journal = open()) {
      awaitDirect(journal);
      broker.proxy().set(Fault.BLACK_HOLE);
      Thread closing = Thread.ofPlatform().unstarted(journal::close);
      for (int i = 0; i < 400; i++) {
        if (i == 20) {
          closing.start();
        }
        answers.add(journal.append(records.measurement(100)));
        if (i > 20) {
          Thread.onSpinWait();
        }
      }
      closing.join();
      answers.add(journal.append(records.measurement(100)));
    }
    assertThat(answers)
        .allSatisfy(
            answer -> assertThat(answer.handle((_, _) -> true)).succeedsWithin(20, SECONDS));
  }
}
