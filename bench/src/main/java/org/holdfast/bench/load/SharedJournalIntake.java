package org.holdfast.bench.load;

import static org.holdfast.bench.load.IntakeShare.print;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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
import org.holdfast.testkit.kafka.BrokerProcess;
import org.holdfast.testkit.proxy.FaultProxy;
import org.holdfast.testkit.proxy.FaultProxy.Fault;

/// How many records a second become durable in segments, in Kafka, and in the spool while Kafka is
/// away, and how fast the spool is drained afterwards. 64 records are on their way at any time.
///
/// Arguments: records (default 20000), brokers as `host:port,...` (default: one broker started
/// here, a single copy of each record), copies of each record (default 1).
public final class SharedJournalIntake {
  private static final int AT_ONCE = 64;

  private SharedJournalIntake() {}

  public static void main(String[] args) throws Exception {
    List<JournalRecord> records =
        JournalFill.madeUp().records(IntakeShare.argument(args, 0, 20_000));
    Path directory = Files.createTempDirectory(Path.of("").toAbsolutePath(), "holdfast-bench");
    try (FaultProxy proxy = FaultProxy.start()) {
      try (Journal segments = segments(directory.resolve("journal"), Set.of("index"))) {
        report("segments", records.size(), fill(segments, records));
      }
      if (args.length > 1) {
        kafka(directory, args[1], Optional.empty(), IntakeShare.argument(args, 2, 1), records);
        return;
      }
      try (BrokerProcess broker = start(directory, proxy)) {
        proxy.leadTo(broker.port());
        kafka(directory, proxy.address(), Optional.of(proxy), 1, records);
      }
    }
  }

  private static BrokerProcess start(Path directory, FaultProxy proxy) throws IOException {
    return BrokerProcess.start(
        directory.resolve("broker"),
        List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)),
        proxy.port(),
        Map.of());
  }

  private static void kafka(
      Path directory,
      String bootstrap,
      Optional<FaultProxy> proxy,
      int copies,
      List<JournalRecord> records)
      throws Exception {
    String topic = "bench-" + System.nanoTime();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
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
        KafkaOptions.of(bootstrap, topic, "bench", directory.resolve("cursors"))
            .expecting(1, 1, 1 << 20);
    try (SpooledJournal journal =
        SpooledJournal.open(
            KafkaJournal.open(options, new SimpleMeterRegistry()),
            segments(directory.resolve("spool"), Set.of(SpooledJournal.CURSOR)),
            SpoolOptions.DEFAULTS,
            directory.resolve("spool"),
            new SimpleMeterRegistry())) {
      awaitDirect(journal);
      report("kafka", records.size(), fill(journal, records));
      if (proxy.isPresent()) {
        proxy.get().set(Fault.CUT);
        report("spool, broker away", records.size(), fill(journal, records));
        proxy.get().set(Fault.NONE);
        long since = System.nanoTime();
        awaitDirect(journal);
        report("drain", records.size(), System.nanoTime() - since);
      }
    }
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
    print("%-20s %8.0f records/s", what, records * 1e9 / nanos);
  }
}
