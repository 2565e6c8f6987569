package org.holdfast.pipeline;

import static org.holdfast.pipeline.work.DependencyDownException.unlessAnswered;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Journal;
import org.holdfast.journal.SharedLog;
import org.holdfast.pipeline.archive.Archiver;
import org.holdfast.pipeline.archive.ObjectStore;
import org.holdfast.pipeline.index.Indexer;
import org.holdfast.pipeline.index.LaneUpkeep;
import org.holdfast.pipeline.quarantine.Quarantine;
import org.holdfast.pipeline.quarantine.ReleaseDesk;
import org.holdfast.pipeline.quarantine.Releases;
import org.holdfast.pipeline.work.CursorWorker;
import org.jspecify.annotations.Nullable;

/// The pipeline of one process: two readers of the journal, each at its own pace.
///
/// ```
///            ┌─ index ──▶ decode ─▶ scrub ─▶ deduplicate ─▶ catalogue      (within a second or two)
///  journal ──┤                └──────┴───────────┴──▶ quarantine
///            └─ archive ─▶ decode ─▶ scrub ─▶ objects ─▶ catalogue         (after publish-after)
/// ```
///
/// The stages stand in `IndexStages.indexMeasurement`, in this order. The archive follows the index
/// and never overtakes it. Nothing that is down stops it from starting: the readers wait and
/// [#status] says for what.
public final class Pipeline implements AutoCloseable {
  private static final String ARCHIVE = "archive";

  private final Journal journal;
  private final Catalogue catalogue;
  private final Indexer indexer;
  private final LaneUpkeep lanes;
  private final ReleaseDesk releases;
  private final Archiver archiver;
  private final PipelineOptions options;
  private final Clock clock;
  private final PipelineMeters meters;
  private volatile boolean recovered;
  private @Nullable CursorWorker indexWorker;
  private @Nullable CursorWorker archiveWorker;

  private Pipeline(
      Journal journal,
      Catalogue catalogue,
      Indexer indexer,
      ReleaseDesk releases,
      Archiver archiver,
      PipelineOptions options,
      Clock clock,
      MeterRegistry registry) {
    this.journal = journal;
    this.catalogue = catalogue;
    this.indexer = indexer;
    this.lanes = new LaneUpkeep(journal, catalogue, clock);
    this.releases = releases;
    this.archiver = archiver;
    this.options = options;
    this.clock = clock;
    this.meters = new PipelineMeters(registry, this);
  }

  /// Opens the pipeline and starts its two threads.
  ///
  /// @param directory for `quarantine/` and `unfinished/`, of one process at a time
  public static Pipeline start(
      Journal journal,
      Catalogue catalogue,
      ObjectStore archive,
      Path directory,
      PipelineOptions options,
      Clock clock,
      MeterRegistry registry)
      throws IOException {
    Pipeline pipeline = open(journal, catalogue, archive, directory, options, clock, registry);
    pipeline.indexWorker = CursorWorker.start("index", pipeline::indexNext);
    pipeline.archiveWorker = CursorWorker.start("archive", pipeline::archiveNext);
    return pipeline;
  }

  /// Opens the pipeline without threads, for callers that take its steps themselves.
  public static Pipeline open(
      Journal journal,
      Catalogue catalogue,
      ObjectStore archive,
      Path directory,
      PipelineOptions options,
      Clock clock,
      MeterRegistry registry)
      throws IOException {
    Quarantine quarantine = Quarantine.open(directory.resolve("quarantine"));
    Cursor index = journal.openCursor("index");
    try {
      Cursor archiveCursor = journal.openCursor(ARCHIVE);
      try {
        return new Pipeline(
            journal,
            catalogue,
            new Indexer(
                index,
                catalogue,
                quarantine,
                options.blocklist(),
                options.openingsWithin(),
                clock,
                options.batchRecords(),
                options.batchBytes()),
            new ReleaseDesk(
                new Releases(directory.resolve("quarantine")), quarantine, journal, clock),
            Archiver.open(
                archiveCursor,
                journal,
                catalogue,
                archive,
                quarantine,
                directory.resolve("unfinished"),
                options.archive(),
                clock),
            options,
            clock,
            registry);
      } catch (IOException | RuntimeException e) {
        archiveCursor.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      index.close();
      throw e;
    }
  }

  /// Indexes the next batch, if there is one. For the index thread, or for callers of [#open].
  ///
  /// @return how many records it had
  public int indexNext() throws InterruptedException {
    if (!isFilled()) {
      Thread.sleep(options.patience().dividedBy(10));
      return 0;
    }
    releases.carryOut();
    lanes.forgetNowAndThen();
    long started = System.nanoTime();
    int records = indexer.indexNext(options.patience());
    if (records > 0) {
      meters.indexed(System.nanoTime() - started);
    }
    return records;
  }

  /// Archives the next round, if one is due. For the archive thread, or for callers of [#open].
  ///
  /// @return whether there was one
  public boolean archiveNext() throws InterruptedException {
    var _ = isFilled();
    recover();
    long started = System.nanoTime();
    boolean archived = archiver.archiveNext(options.patience());
    if (archived) {
      meters.archived(System.nanoTime() - started);
    }
    return archived;
  }

  /// Brings archive, catalogue and journal to agree after whatever happened to the last process or
  /// to the catalogue; does nothing the second time. Its cost grows with what the last process left
  /// unfinished; the whole archive is looked through only for a catalogue that lacks something.
  /// [#archiveNext] does it by itself. Nothing is indexed before: a catalogue that is being filled
  /// again must know what is published before it sees anything new, or it would publish other
  /// sendings of it.
  public void recover() throws InterruptedException {
    if (!recovered) {
      archiver.settleUnfinished();
      if (unlessAnswered("catalogue", catalogue::needsRebuild) || indexer.catalogueLacksRecords()) {
        archiver.adoptEverything();
        if (indexer.catalogueLacksRecords()) {
          indexWaitingAgain();
        }
      }
      unlessAnswered(
          "catalogue",
          () -> {
            rememberEarlierJournal();
            catalogue.markRebuilt();
            return true;
          });
      recovered = true;
    }
  }

  private void rememberEarlierJournal() {
    journal
        .countedBefore(indexer::countedElsewhere)
        .ifPresent(
            measurements ->
                catalogue.inTransaction(
                    transaction -> {
                      transaction.setCountedBefore(
                          options.archive().collector().text(), measurements);
                      return measurements;
                    }));
  }

  /// Where machines share the journal, the shares of the others too: they do not know that they
  /// should.
  private void indexWaitingAgain() throws InterruptedException {
    Optional<SharedLog> shared = journal.shared();
    if (shared.isPresent()) {
      unlessAnswered(
          "journal",
          () -> {
            shared.get().forEachAfterOnAllMachines(ARCHIVE, indexer::indexAgain);
            return true;
          });
    } else {
      archiver.forEachWaiting(indexer::indexAgain);
    }
  }

  /// Another machine may have begun the catalogue afresh; what it is being filled with comes before
  /// anything new.
  private boolean isFilled() {
    if (recovered
        && journal.shared().isPresent()
        && unlessAnswered("catalogue", catalogue::needsRebuild)) {
      recovered = false;
    }
    return recovered;
  }

  /// Reads the ledger at a moment between two batches.
  public Ledger balance() {
    return indexer.betweenBatches(
        consumed -> {
          Catalogue.Ledger known = catalogue.ledger();
          long taken = journal.contents().measurementsEver();
          return new Ledger(
              taken + catalogue.countedBefore() - known.doubled(),
              known.published(),
              known.merged(),
              known.quarantined(),
              taken - consumed);
        });
  }

  /// How it fares, for `/health/ready`.
  public PipelineStatus status() {
    List<String> waitsFor = new ArrayList<>();
    boolean running = describe("index", indexWorker, waitsFor);
    running &= describe("archive", archiveWorker, waitsFor);
    if (!recovered) {
      waitsFor.add("index waits for the archive to be looked through");
    }
    return new PipelineStatus(running, waitsFor, archiveLag());
  }

  private static boolean describe(
      String name, @Nullable CursorWorker worker, List<String> waitsFor) {
    if (worker == null) {
      return false;
    }
    worker.waitsFor().ifPresent(dependency -> waitsFor.add(name + " waits for " + dependency));
    return worker.isRunning();
  }

  /// The age of the oldest record that is not archived.
  Optional<Duration> archiveLag() {
    return archiver.oldestWaiting().map(oldest -> Duration.between(oldest, clock.instant()));
  }

  /// Lets both readers end at their next safe point and closes their cursors. What was not archived
  /// stays in the journal. A step that does not come back in time keeps its cursor until it does,
  /// so that no other process reads what it works on.
  @Override
  public void close() {
    archiver.stop();
    if (archiveWorker != null) {
      archiveWorker.close();
    }
    if (indexWorker != null) {
      indexWorker.close();
    }
    meters.close();
    archiver.close();
    indexer.close();
  }
}
