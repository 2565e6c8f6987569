package org.holdfast.bench.load;

import static org.holdfast.bench.load.IntakeShare.print;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.holdfast.journal.Journal;
import org.holdfast.journal.Position;
import org.holdfast.journal.kafka.KafkaJournal;
import org.holdfast.journal.kafka.KafkaOptions;
import org.holdfast.journal.segment.SegmentJournal;
import org.holdfast.journal.segment.SegmentOptions;
import org.holdfast.journal.spool.SpoolOptions;
import org.holdfast.journal.spool.SpooledJournal;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.testkit.proxy.FaultProxy.Fault;

/// How many records a second become durable in segments, in Kafka, and in the spool while Kafka is
/// away, and how fast the spool is drained afterwards: alone, and while as many records come in as
/// the third argument says. 64 records are on their way at any time.
///
/// Arguments: records (default 20000), brokers started here, each with a copy of every record
/// (default 3), records a second that come in during the second drain (default 100).
public final class SharedJournalIntake {
  private static final int AT_ONCE = 64;

  private SharedJournalIntake() {}

  public static void main(String[] args) throws Exception {
    List<JournalRecord> records =
        JournalFill.madeUp().records(IntakeShare.argument(args, 0, 20_000));
    int copies = IntakeShare.argument(args, 1, 3);
    int meanwhile = IntakeShare.argument(args, 2, 100);
    Path directory = Files.createTempDirectory(Path.of("").toAbsolutePath(), "holdfast-bench");
    try (Journal segments = segments(directory.resolve("journal"), Set.of("index"))) {
      report("segments", records.size(), fill(segments, records));
    }
    try (LocalBrokers brokers = LocalBrokers.start(directory, copies)) {
      kafka(directory, brokers, copies, meanwhile, records);
    }
  }

  private static void kafka(
      Path directory, LocalBrokers brokers, int copies, int meanwhile, List<JournalRecord> records)
      throws Exception {
    String topic = "bench-" + System.nanoTime();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrap()))) {
      Map<String, String> settings =
          Map.of(
              "retention.ms",
              "-1",
              "min.insync.replicas",
              Integer.toString(Math.max(1, copies - 1)));
      NewTopic wanted = new NewTopic(topic, Optional.of(6), Optional.of((short) copies));
      var _ = admin.createTopics(List.of(wanted.configs(settings))).all().get();
    }
    KafkaOptions options =
        KafkaOptions.of(brokers.bootstrap(), topic, "bench", directory.resolve("cursors"))
            .expecting(1, 1, 1 << 20);
    try (SpooledJournal journal =
        SpooledJournal.open(
            KafkaJournal.open(options, new SimpleMeterRegistry()),
            segments(directory.resolve("spool"), Set.of(SpooledJournal.CURSOR)),
            SpoolOptions.DEFAULTS,
            directory.resolve("spool"),
            new SimpleMeterRegistry())) {
      awaitDirect(journal);
      report("kafka, cold", records.size(), fill(journal, records));
      report("kafka", records.size(), fill(journal, records));
      brokers.set(Fault.CUT);
      report("spool, brokers away", records.size(), fill(journal, records));
      brokers.set(Fault.NONE);
      long since = System.nanoTime();
      awaitDirect(journal);
      report("drain", records.size(), System.nanoTime() - since);
      brokers.set(Fault.CUT);
      long unused = fill(journal, records);
      brokers.set(Fault.NONE);
      drainAtWork(journal, records, meanwhile);
    }
  }

  /// Records go on coming in while the spool is drained, and go through it, since order is kept.
  private static void drainAtWork(
      SpooledJournal journal, List<JournalRecord> records, int perSecond)
      throws InterruptedException {
    long since = System.nanoTime();
    List<CompletableFuture<Position>> futures = new ArrayList<>();
    while (journal.isSpooling() && futures.size() < records.size()) {
      futures.add(journal.append(records.get(futures.size())));
      long due = since + futures.size() * 1_000_000_000L / perSecond;
      Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
    }
    long nanos = System.nanoTime() - since;
    futures.forEach(CompletableFuture::join);
    report("drain, " + perSecond + "/s coming in", records.size() + futures.size(), nanos);
  }

  private static void awaitDirect(SpooledJournal journal) throws InterruptedException {
    while (journal.isSpooling()) {
      Thread.sleep(5);
    }
  }

  private static Journal segments(Path directory, Set<String> cursors) {
    return SegmentJournal.open(
        directory,
        SegmentOptions.DEFAULTS.withRequiredCursors(cursors),
        Clock.systemUTC(),
        new SimpleMeterRegistry(),
        cause -> print("the journal failed: %s", cause));
  }

  /// @return nanoseconds until all were durable
  private static long fill(Journal journal, List<JournalRecord> records) {
    Semaphore places = new Semaphore(AT_ONCE);
    List<CompletableFuture<Position>> futures = new ArrayList<>();
    long since = System.nanoTime();
    for (JournalRecord record : records) {
      places.acquireUninterruptibly();
      futures.add(journal.append(record).whenComplete((_, _) -> places.release()));
    }
    futures.forEach(CompletableFuture::join);
    return System.nanoTime() - since;
  }

  private static void report(String what, int records, long nanos) {
    print("%-26s %8.0f records/s", what, records * 1e9 / nanos);
  }
}
