package org.holdfast.journal.spool;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.Position;
import org.holdfast.journal.Records;
import org.holdfast.journal.kafka.Broker;
import org.holdfast.journal.kafka.KafkaJournal;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.testkit.proxy.FaultProxy.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What becomes of records while the broker is away or slow: nothing is lost, and each is there
/// once (D4).
final class BrokerAwayTest {
  private static final Duration BOUND = Duration.ofMillis(300);

  private final Broker broker = Broker.shared();
  private final Records records = new Records(Clock.systemUTC(), 7);
  private final String topic = Broker.newName();
  @TempDir private Path directory;

  @BeforeEach
  void createTopic() {
    broker.createTopic(topic, 3, Map.of());
  }

  @AfterEach
  void mend() {
    broker.proxy().set(Fault.NONE);
  }

  private SpooledJournal open() {
    return Spooled.open(Spooled.kafka(topic, directory), directory.resolve("spool"), BOUND);
  }

  private static void awaitDirect(SpooledJournal journal) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !journal.isSpooling());
  }

  private List<String> append(SpooledJournal journal, int count, int bytes) throws Exception {
    List<String> uids = new ArrayList<>();
    List<CompletableFuture<Position>> futures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      JournalRecord record = records.measurement(bytes);
      uids.add(Records.uid(record));
      futures.add(journal.append(record));
    }
    for (CompletableFuture<Position> future : futures) {
      future.get(20, SECONDS);
    }
    return uids;
  }

  private static List<String> readAll(SpooledJournal journal, int atLeast) throws Exception {
    List<String> uids = new ArrayList<>();
    try (Cursor cursor = journal.openCursor("index")) {
      List<Entry> entries = cursor.poll(500, 8 << 20, Duration.ofSeconds(10));
      while (!entries.isEmpty()) {
        uids.addAll(Records.uids(entries));
        entries =
            cursor.poll(500, 8 << 20, Duration.ofMillis(uids.size() < atLeast ? 10_000 : 500));
      }
    }
    return uids;
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"CUT", "RESET", "HALF_OPEN", "BLACK_HOLE"})
  void recordsOfAnOutageAreThereOnceAndInOrder(Fault fault) throws Exception {
    try (SpooledJournal journal = open()) {
      awaitDirect(journal);
      List<String> sent = new ArrayList<>(append(journal, 50, 500));
      broker.proxy().set(fault);
      // Enough for several segments of the spool.
      for (int batch = 0; batch < 5; batch++) {
        sent.addAll(append(journal, 60, 1_500));
      }
      assertThat(Files.list(directory.resolve("spool")).filter(BrokerAwayTest::isSegment))
          .as("segments of the spool")
          .hasSizeGreaterThan(3);
      assertThat(journal.status().accepting()).isTrue();

      broker.proxy().set(Fault.NONE);
      // New records keep arriving while the spool is drained.
      long end = System.nanoTime() + SECONDS.toNanos(60);
      while (journal.isSpooling() && System.nanoTime() < end) {
        sent.addAll(append(journal, 5, 500));
      }
      sent.addAll(append(journal, 50, 500));

      assertThat(readAll(journal, sent.size())).containsExactlyElementsOf(sent);
      assertThat(journal.contents().measurementsEver()).isEqualTo(sent.size());
      assertThat(journal.status().notes()).isEmpty();
    }
  }

  private static boolean isSegment(Path file) {
    return file.toString().endsWith(".segment");
  }

  @Test
  void aSlowBrokerIsPassedByAndEachRecordIsStoredOnce() throws Exception {
    try (SpooledJournal journal = open()) {
      awaitDirect(journal);
      List<String> sent = new ArrayList<>(append(journal, 20, 500));
      broker.proxy().delay(Duration.ofMillis(800));
      sent.addAll(append(journal, 60, 500));
      assertThat(journal.isSpooling()).isTrue();
      broker.proxy().set(Fault.NONE);
      awaitDirect(journal);

      assertThat(readAll(journal, sent.size())).containsExactlyElementsOf(sent);
    }
  }

  @Test
  void whatASuccessorSpoolsIsDrainedByThePredecessorThatGoesDirect() throws Exception {
    try (SpooledJournal predecessor = open()) {
      awaitDirect(predecessor);
      List<String> sent = new ArrayList<>(append(predecessor, 10, 500));
      try (SpooledJournal successor = open()) {
        sent.addAll(append(successor, 10, 500));
        assertThat(successor.isSpooling()).isTrue();

        assertThat(readAll(predecessor, sent.size())).containsExactlyInAnyOrderElementsOf(sent);
      }
    }
  }

  @Test
  void aBrokerThatIsKilledLosesNothing() throws Exception {
    try (SpooledJournal journal = open()) {
      awaitDirect(journal);
      List<String> sent = new ArrayList<>(append(journal, 100, 1_000));
      broker.process().kill();
      sent.addAll(append(journal, 200, 1_000));
      broker.process().restart();
      awaitDirect(journal);
      sent.addAll(append(journal, 20, 1_000));

      assertThat(readAll(journal, sent.size())).containsExactlyElementsOf(sent);
    }
  }

  @Test
  void aBrokerThatIsAbsentAtTheStartIsWaitedForAndNamed() throws Exception {
    broker.proxy().set(Fault.CUT);
    try (SpooledJournal journal = open()) {
      List<String> sent = new ArrayList<>(append(journal, 40, 500));
      assertThat(journal.status().accepting()).isTrue();
      assertThat(journal.status().notes())
          .anySatisfy(
              note ->
                  assertThat(note)
                      .contains("no broker of " + broker.address() + " answers", "spool"));
      broker.proxy().set(Fault.NONE);
      awaitDirect(journal);

      assertThat(readAll(journal, sent.size())).containsExactlyElementsOf(sent);
    }
  }

  @Test
  void whatWasSpooledOutlivesTheProcess() throws Exception {
    List<String> sent = new ArrayList<>();
    try (SpooledJournal journal = open()) {
      awaitDirect(journal);
      broker.proxy().set(Fault.BLACK_HOLE);
      sent.addAll(append(journal, 100, 1_000));
    }
    broker.proxy().set(Fault.NONE);
    try (SpooledJournal journal = open()) {
      sent.addAll(append(journal, 20, 1_000));
      awaitDirect(journal);
      assertThat(readAll(journal, sent.size())).containsExactlyInAnyOrderElementsOf(sent);
      assertThat(journal.contents().measurementsEver()).isEqualTo(sent.size());
    }
  }

  @Test
  void aFullSpoolWhileTheBrokerIsAwayRefusesAndLosesNothing() throws Exception {
    KafkaJournal kafka = Spooled.kafka(topic, directory);
    TightSpool tight = new TightSpool(Spooled.spool(directory.resolve("spool")));
    try (SpooledJournal journal =
        SpooledJournal.open(
            kafka,
            tight,
            SpoolOptions.DEFAULTS.withBound(BOUND),
            directory.resolve("spool"),
            new io.micrometer.core.instrument.simple.SimpleMeterRegistry())) {
      awaitDirect(journal);
      broker.proxy().set(Fault.CUT);
      List<String> sent = new ArrayList<>(append(journal, 30, 500));
      Awaitility.await().until(() -> !kafka.status().accepting());
      tight.full = true;
      assertThatThrownBy(() -> append(journal, 1, 500))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              JournalUnavailableException.class,
              e -> assertThat(e.reason()).isEqualTo(JournalUnavailableException.Reason.LOW_DISK));
      assertThat(journal.status().accepting()).isFalse();
      assertThat(journal.status().refusal().orElseThrow()).contains("no broker", "disk is full");
      broker.proxy().set(Fault.NONE);
      awaitDirect(journal);
      tight.full = false;
      sent.addAll(append(journal, 10, 500));

      assertThat(readAll(journal, sent.size())).containsExactlyElementsOf(sent);
    }
  }
}
