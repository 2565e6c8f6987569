package org.holdfast.bench.load;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.holdfast.journal.Position;
import org.holdfast.journal.segment.SegmentJournal;
import org.holdfast.journal.segment.SegmentOptions;
import org.holdfast.model.envelope.JournalRecord;

/// The journal beside a [RawLog] that writes and syncs the same bytes and does nothing else, in
/// turns, because a disk's speed changes by the minute: records made durable per second, each of
/// the writers waiting for its own, and the processor time of each.
///
/// Arguments: seconds per stretch (default 5), rounds (default 8), writers (default 64), record
/// bytes (default 20000).
public final class JournalShare {
  private JournalShare() {}

  /// Makes one record durable.
  private interface Log extends AutoCloseable {
    void append() throws InterruptedException, ExecutionException;

    @Override
    void close() throws IOException, InterruptedException;
  }

  public static void main(String[] args) throws Exception {
    Duration stretch = Duration.ofSeconds(IntakeShare.argument(args, 0, 5));
    int rounds = IntakeShare.argument(args, 1, 8);
    int writers = IntakeShare.argument(args, 2, 64);
    JournalRecord record =
        Documents.record(Documents.document(IntakeShare.argument(args, 3, 20_000)));
    Path directory = Files.createTempDirectory(Path.of("").toAbsolutePath(), "journal-share");
    List<Double> shares = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      double raw = run("raw", raw(directory, record), stretch, writers);
      double segments = run("segments", segments(directory, record), stretch, writers);
      if (round > 0) { // the first is for the compiler
        shares.add(segments / raw);
      }
      delete(directory);
    }
    shares.sort(null);
    IntakeShare.print(
        "share of the raw log: median %.0f %%, from %.0f to %.0f %%",
        100 * shares.get(shares.size() / 2), 100 * shares.getFirst(), 100 * shares.getLast());
  }

  private static double run(String name, Log log, Duration stretch, int writers)
      throws IOException, InterruptedException, ExecutionException {
    StolenTime stolenBefore = StolenTime.now();
    ProcessorTime before = ProcessorTime.now();
    long start = System.nanoTime();
    long end = start + stretch.toNanos();
    long records = 0;
    try (log;
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> running = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        running.add(threads.submit(() -> appendUntil(end, log)));
      }
      for (Future<Long> writer : running) {
        records += writer.get();
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    ProcessorTime spent = ProcessorTime.now().since(before);
    IntakeShare.print(
        "%-8s  %,.0f/s  %.0f us of processor time each, %s",
        name,
        records / seconds,
        spent.processSeconds() * 1e6 / records,
        StolenTime.now().since(stolenBefore));
    return records / seconds;
  }

  private static long appendUntil(long end, Log log)
      throws InterruptedException, ExecutionException {
    long records = 0;
    while (System.nanoTime() < end) {
      log.append();
      records++;
    }
    return records;
  }

  private static Log raw(Path directory, JournalRecord record) throws IOException {
    RawLog log = RawLog.open(directory.resolve("raw.log"));
    return new Log() {
      @Override
      public void append() throws InterruptedException, ExecutionException {
        log.append(record.body());
      }

      @Override
      public void close() throws IOException, InterruptedException {
        log.close();
      }
    };
  }

  private static Log segments(Path directory, JournalRecord record) {
    SegmentJournal journal =
        SegmentJournal.open(
            directory.resolve("journal"),
            SegmentOptions.DEFAULTS,
            Clock.systemUTC(),
            new SimpleMeterRegistry(),
            problem -> {
              throw new IllegalStateException(problem);
            });
    return new Log() {
      @Override
      public void append() throws InterruptedException, ExecutionException {
        CompletableFuture<Position> durable = journal.append(record);
        Position unused = durable.get();
      }

      @Override
      public void close() {
        journal.close();
      }
    };
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(directory)) {
          Files.delete(file);
        }
      }
    }
  }
}
