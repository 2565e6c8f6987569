package org.holdfast.bench.jmh;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.holdfast.bench.load.Documents;
import org.holdfast.bench.load.RawLog;
import org.holdfast.journal.Position;
import org.holdfast.journal.segment.SegmentJournal;
import org.holdfast.journal.segment.SegmentOptions;
import org.holdfast.model.envelope.JournalRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// How many 20 KB records per second 64 writers make durable, each waiting for its own: the journal
/// (`segments`) beside a log that writes and syncs the same bytes and does nothing else (`raw`).
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Benchmark)
@Threads(64)
@Fork(1)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 10)
public class JournalAppendBenchmark {
  private final JournalRecord record = Documents.record(Documents.document(20_000));

  @Param({"raw", "segments"})
  private String log = "segments";

  private Path directory = Path.of("");
  private Appender appender = () -> {};

  /// Makes one record durable.
  private interface Appender extends AutoCloseable {
    void append() throws Exception;

    @Override
    default void close() throws Exception {}
  }

  @Setup(Level.Iteration)
  public void open() throws IOException {
    directory = Files.createTempDirectory(Path.of("").toAbsolutePath(), "journal-benchmark");
    appender = log.equals("raw") ? new Raw(directory, record.body()) : new Segments(directory);
  }

  @TearDown(Level.Iteration)
  public void close() throws Exception {
    appender.close();
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    }
  }

  @Benchmark
  public void append() throws Exception {
    appender.append();
  }

  private static final class Raw implements Appender {
    private final RawLog rawLog;
    private final byte[] body;

    Raw(Path directory, byte[] body) throws IOException {
      this.rawLog = RawLog.open(directory.resolve("raw.log"));
      this.body = body;
    }

    @Override
    public void append() throws Exception {
      rawLog.append(body);
    }

    @Override
    public void close() throws Exception {
      rawLog.close();
    }
  }

  private final class Segments implements Appender {
    private final SegmentJournal journal;

    Segments(Path directory) {
      SegmentOptions options =
          new SegmentOptions(
              1L << 30,
              SegmentOptions.DEFAULTS.segmentAge(),
              SegmentOptions.DEFAULTS.queueRecords(),
              SegmentOptions.DEFAULTS.queueBytes(),
              SegmentOptions.DEFAULTS.reserveBytes(),
              Set.of(),
              SegmentOptions.DEFAULTS.pollInterval(),
              SegmentOptions.DEFAULTS.upkeepInterval());
      this.journal =
          SegmentJournal.open(
              directory,
              options,
              Clock.systemUTC(),
              new SimpleMeterRegistry(),
              problem -> {
                throw new IllegalStateException(problem);
              });
    }

    @Override
    public void append() throws Exception {
      Position unused = journal.append(record).get();
    }

    @Override
    public void close() {
      journal.close();
    }
  }
}
