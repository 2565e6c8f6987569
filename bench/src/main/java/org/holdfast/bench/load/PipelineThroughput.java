package org.holdfast.bench.load;

import static org.holdfast.bench.load.IntakeShare.print;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.sql.SqlCatalogue;
import org.holdfast.catalogue.sql.SqlCatalogueOptions;
import org.holdfast.journal.Journal;
import org.holdfast.journal.segment.SegmentJournal;
import org.holdfast.journal.segment.SegmentOptions;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.id.CollectorId;
import org.holdfast.pipeline.Pipeline;
import org.holdfast.pipeline.PipelineOptions;
import org.holdfast.pipeline.archive.ArchiveOptions;
import org.holdfast.pipeline.archive.DirectoryObjectStore;

/// How much plain JSON the pipeline moves from the journal to catalogue and archive, and what that
/// costs in processor time, by thread (D25). Everything is real: segments, SQLite, a directory.
///
/// Processor time holds whatever else the machine is doing, wall-clock time does not. The time of
/// the two readers of the journal is the pipeline's own; the rest of the process is compiling,
/// collecting garbage and this driver, and shrinks from round to round.
///
/// Arguments: measurements per round (default 5000), rounds (default 3), directory of measurement
/// documents to send over and over, each time with another number in it (default: made up ones of
/// about 20 KB).
public final class PipelineThroughput {
  private static final double MEGABYTE = 1e6;

  private PipelineThroughput() {}

  public static void main(String[] args) throws Exception {
    int measurements = IntakeShare.argument(args, 0, 5_000);
    int rounds = IntakeShare.argument(args, 1, 3);
    JournalFill fill = args.length > 2 ? JournalFill.from(Path.of(args[2])) : JournalFill.madeUp();
    for (int round = 1; round <= rounds; round++) {
      Path directory = Files.createTempDirectory(Path.of("").toAbsolutePath(), "holdfast-bench");
      try {
        run(round, directory, fill.records(measurements));
      } finally {
        delete(directory);
      }
    }
  }

  private static void run(int round, Path directory, List<JournalRecord> records)
      throws IOException {
    try (Journal journal = journal(directory.resolve("journal"));
        Catalogue catalogue = catalogue(directory.resolve("catalogue.sqlite"))) {
      CompletableFuture.allOf(
              records.stream().map(journal::append).toArray(CompletableFuture<?>[]::new))
          .join();
      long bytes = records.stream().mapToLong(record -> record.body().length).sum();
      ProcessorTime before = ProcessorTime.now();
      try (Pipeline pipeline = pipeline(directory, records.size(), journal, catalogue)) {
        while (catalogue.ledger().archived() < records.size()) {
          LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        // The threads are asked while they live.
        report(round, bytes, directory.resolve("archive"), ProcessorTime.now().since(before));
        if (!pipeline.balance().isBalanced()) {
          throw new IllegalStateException("the ledger does not add up: " + pipeline.balance());
        }
      }
    }
  }

  private static Journal journal(Path directory) {
    return SegmentJournal.open(
        directory,
        SegmentOptions.DEFAULTS.withQueue(1 << 20, 1L << 32),
        Clock.systemUTC(),
        new SimpleMeterRegistry(),
        failure -> {
          throw new IllegalStateException(failure);
        });
  }

  private static Catalogue catalogue(Path file) {
    return SqlCatalogue.openSqlite(
        file, Clock.systemUTC(), new SimpleMeterRegistry(), SqlCatalogueOptions.DEFAULT);
  }

  /// A round of the archive begins when all have come, as after an hour of gathering.
  private static Pipeline pipeline(
      Path directory, int measurements, Journal journal, Catalogue catalogue) throws IOException {
    ArchiveOptions archive =
        new ArchiveOptions(
            new CollectorId("1"),
            Duration.ofDays(1),
            measurements,
            Long.MAX_VALUE,
            ArchiveOptions.OBJECT_BYTES);
    PipelineOptions usual = PipelineOptions.of(archive.collector(), archive.publishAfter());
    return Pipeline.start(
        journal,
        catalogue,
        DirectoryObjectStore.open(directory.resolve("archive"), directory.resolve("incoming")),
        directory.resolve("pipeline"),
        new PipelineOptions(archive, usual.batchRecords(), usual.batchBytes(), usual.patience()),
        Clock.systemUTC(),
        new SimpleMeterRegistry());
  }

  private static void report(int round, long bytes, Path archive, ProcessorTime spent)
      throws IOException {
    double megabytes = bytes / MEGABYTE;
    double index = spent.seconds("pipeline-index");
    double archiving = spent.seconds("pipeline-archive");
    print(
        "round %d: %.0f MB; index %.2f s (%.0f MB/s), archive %.2f s (%.0f MB/s), both %.2f s:"
            + " %.1f MB per second of processor time; whole process %.2f s; %.1f MB/s by the clock",
        round,
        megabytes,
        index,
        megabytes / index,
        archiving,
        megabytes / archiving,
        index + archiving,
        megabytes / (index + archiving),
        spent.processSeconds(),
        megabytes / spent.wallSeconds());
    for (String ending : List.of(".jsonl.gz", ".tar.gz", ".manifest.json")) {
      print("         %.1f MB of *%s", size(archive, ending) / MEGABYTE, ending);
    }
  }

  private static long size(Path directory, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      long bytes = 0;
      for (Path file : (Iterable<Path>) files::iterator) {
        bytes += file.toString().endsWith(ending) ? Files.size(file) : 0;
      }
      return bytes;
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
