package org.holdfast.pipeline.testing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.id.CollectorId;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.Pipeline;
import org.holdfast.pipeline.PipelineOptions;
import org.holdfast.pipeline.archive.ArchiveOptions;
import org.holdfast.pipeline.archive.DirectoryObjectStore;
import org.holdfast.pipeline.archive.MeasurementBodies;
import org.holdfast.pipeline.archive.ObjectStore;
import org.holdfast.pipeline.block.Blocklist;
import org.holdfast.pipeline.work.DependencyDownException;

/// What outlives a process, and pipelines opened on it one after another.
public final class Installation {
  /// Early in an hour, so that what follows is in the same one.
  public static final Instant START = Instant.parse("2026-08-21T09:05:00Z");

  public final Path directory;
  public final Faults faults = new Faults();
  public final FaultyJournal journal = new FaultyJournal(faults);
  public final TestClock clock = new TestClock(START.plusSeconds(60));
  public final Records records = new Records(START);
  public FaultyCatalogue catalogue = new FaultyCatalogue(faults);
  public long objectBytes = ArchiveOptions.OBJECT_BYTES;
  public Duration publishAfter = Duration.ZERO;
  public Duration openingsWithin = Duration.ZERO;
  public boolean othersHaveTheSameRecords;
  public Supplier<Blocklist> blocklist = () -> Blocklist.EMPTY;

  public Installation(Path directory) {
    this.directory = directory;
  }

  public Path archive() {
    return directory.resolve("archive");
  }

  public ObjectStore store() throws IOException {
    return new FaultyObjectStore(
        DirectoryObjectStore.open(archive(), directory.resolve("incoming")), faults);
  }

  public MeasurementBodies bodies() throws IOException {
    return new MeasurementBodies(journal, catalogue, store());
  }

  /// Appends a record and gives its uid.
  public MeasurementUid append(JournalRecord record) {
    Position unused = journal.append(record).join();
    return record.envelope().uid();
  }

  /// Opens a pipeline as a new process would.
  public Pipeline open() throws IOException {
    return open(new SimpleMeterRegistry());
  }

  public Pipeline open(MeterRegistry registry) throws IOException {
    journal.storage().crash();
    return Pipeline.open(journal, catalogue, store(), directory, options(), clock, registry);
  }

  public PipelineOptions options() {
    ArchiveOptions archive =
        new ArchiveOptions(new CollectorId("1"), publishAfter, 1000, 1 << 28, objectBytes);
    return new PipelineOptions(
        othersHaveTheSameRecords ? archive.sharing(Duration.ZERO) : archive,
        7,
        1 << 20,
        Duration.ofMillis(1),
        blocklist,
        openingsWithin);
  }

  /// Indexes and archives until nothing is left to do.
  public static void drain(Pipeline pipeline) throws InterruptedException {
    pipeline.recover();
    while (pipeline.indexNext() > 0) {}
    while (pipeline.archiveNext()) {}
  }

  /// As [#drain], and whatever fails is tried again.
  public static void drainPatiently(Pipeline pipeline) throws InterruptedException {
    for (int attempt = 0; attempt < 10; attempt++) {
      try {
        drain(pipeline);
        return;
      } catch (DependencyDownException e) {
        continue;
      }
    }
    throw new AssertionError("it does not come to an end");
  }
}
