package org.holdfast.pipeline.archive;

import static org.holdfast.pipeline.work.DependencyDownException.unlessAnswered;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.EntriesLostException;
import org.holdfast.journal.Journal;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.pipeline.quarantine.Quarantine;
import org.holdfast.pipeline.work.CursorStep;
import org.holdfast.pipeline.work.DependencyDownException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves what was indexed from the journal to the archive: reads the journal through the cursor
/// `archive` and works in rounds.
///
/// A round gathers records until the oldest has waited long enough or a bound is reached; of each
/// only its place is kept. Then [ArchiveRound] writes them to objects, and the cursor is committed.
/// What a round did is durable object by object: data objects, then the manifest, then the
/// catalogue. After a failure or a crash [ArchiveRecovery] settles the object that was being
/// written, the cursor gives the same records again, and those that the catalogue meanwhile knows
/// to be archived are passed over. Nothing is published twice.
///
/// Used by one thread; [#oldestWaiting] may be asked by any.
public final class Archiver implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Archiver.class);
  private static final int POLL_RECORDS = 500;
  private static final long POLL_BYTES = 8_000_000;

  private final Cursor cursor;
  private final Quarantine quarantine;
  private final ArchiveOptions options;
  private final Clock clock;
  private final UnfinishedObjects unfinished;
  private final ArchiveRecovery recovery;
  private final ArchiveRound round;
  private final ReportArchive reports;
  private final ReportAdoption reportAdoption;

  private final CursorStep step;

  private final List<WaitingRecord> waiting = new ArrayList<>();
  private final List<WaitingRecord> waitingNotes = new ArrayList<>();
  private long waitingBytes;
  private boolean metDamage;
  private boolean startAgain = true;
  private volatile Optional<Instant> oldestWaiting = Optional.empty();

  private Archiver(
      Cursor cursor,
      Quarantine quarantine,
      ArchiveOptions options,
      Clock clock,
      UnfinishedObjects unfinished,
      ArchiveRecovery recovery,
      ArchiveRound round,
      ReportArchive reports,
      ReportAdoption reportAdoption) {
    this.cursor = cursor;
    this.step = new CursorStep(cursor);
    this.quarantine = quarantine;
    this.options = options;
    this.clock = clock;
    this.unfinished = unfinished;
    this.recovery = recovery;
    this.round = round;
    this.reports = reports;
    this.reportAdoption = reportAdoption;
  }

  /// @param work directory for unfinished objects, of one archiver at a time
  public static Archiver open(
      Cursor cursor,
      Journal journal,
      Catalogue catalogue,
      ObjectStore store,
      Quarantine quarantine,
      Path work,
      ArchiveOptions options,
      Clock clock)
      throws IOException {
    UnfinishedObjects unfinished = UnfinishedObjects.open(work);
    ArchiveRecovery recovery =
        new ArchiveRecovery(
            store,
            catalogue,
            options.collector(),
            clock,
            options.sharing().map(_ -> new Renunciation(store, unfinished.directory())));
    PublishingRights rights =
        options.sharing().isPresent()
            ? new ReservedRecords(catalogue, recovery, options.sharing().get(), clock)
            : new PublishingRights.OfOneArchiver();
    return new Archiver(
        cursor,
        quarantine,
        options,
        clock,
        unfinished,
        recovery,
        new ArchiveRound(journal, catalogue, store, quarantine, unfinished, rights, options, clock),
        new ReportArchive(journal, store, unfinished.directory(), options.collector()),
        new ReportAdoption(catalogue, store));
  }

  /// Settles what an earlier process left unfinished (see [ArchiveRecovery]); costs nothing where
  /// it left nothing.
  public void settleUnfinished() {
    step.in(this::settle);
  }

  private boolean settle() {
    return unlessAnswered(
        "archive",
        () -> {
          for (ObjectStem stem : unfinished.stems()) {
            recovery.recover(stem);
          }
          unfinished.clear();
          return true;
        });
  }

  /// Fills the catalogue from the whole archive.
  public void adoptEverything() {
    try (CursorStep.Step _ = step.begin()) {
      reportAdoption.adoptEverything();
      recovery.recoverAll();
    }
  }

  /// Shows everything in the journal that is not archived, batch by batch, and goes back to where
  /// it was.
  public void forEachWaiting(Consumer<List<Entry>> action) throws InterruptedException {
    startAgain = true;
    cursor.rewind();
    List<Entry> entries = poll(Duration.ZERO);
    while (!entries.isEmpty()) {
      action.accept(entries);
      entries = poll(Duration.ZERO);
    }
  }

  /// When the oldest record that is not archived was received; empty if there is none.
  public Optional<Instant> oldestWaiting() {
    return oldestWaiting;
  }

  /// Gathers what has come, waiting up to `patience` for something, and archives a round if one is
  /// due. After an exception the next call takes up the same records again.
  ///
  /// @return whether a round was completed
  /// @throws DependencyDownException if something it needs is down
  public boolean archiveNext(Duration patience) throws InterruptedException {
    try (CursorStep.Step _ = step.begin()) {
      if (startAgain) {
        round.unsettled().forEach(recovery::recover);
        round.startAgain();
        unlessAnswered(
            "journal",
            () -> {
              cursor.rewind();
              return true;
            });
        forget();
        startAgain = false;
      }
      gather(patience);
      if (!isDue()) {
        return false;
      }
      if (!round.archive(waiting)) {
        // The index reader has not come so far: it decides what a record becomes.
        Thread.sleep(patience.dividedBy(4));
        return false;
      }
      if (metDamage) {
        round.accountForDamage(waiting);
      }
      reports.archive(waitingNotes);
      commitCursor();
      forget();
      round.committed();
      return true;
    } catch (EntriesLostException e) {
      // Whoever reads them now archives them; what is left comes again.
      log.info("begins again with what is left: {}", e.getMessage());
      startAgain = true;
      return false;
    } catch (RuntimeException | Error e) {
      startAgain = true;
      throw e;
    }
  }

  /// A round may outlive [#close] by what one object takes. The cursor is open until then, so that
  /// no other process does the same meanwhile.
  private void commitCursor() {
    try {
      cursor.commit();
    } catch (EntriesLostException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DependencyDownException("journal", e);
    }
  }

  private void forget() {
    metDamage = false;
    waiting.clear();
    waitingNotes.clear();
    waitingBytes = 0;
    oldestWaiting = Optional.empty();
  }

  private void gather(Duration patience) throws InterruptedException {
    if (isFull()) {
      return;
    }
    for (Entry entry : poll(isDue() ? Duration.ZERO : patience)) {
      switch (entry) {
        case Entry.Intact(Position position, JournalRecord record) -> {
          if (oldestWaiting.isEmpty()) {
            oldestWaiting = Optional.of(record.envelope().receivedAt());
          }
          WaitingRecord place = new WaitingRecord(record.envelope().uid(), position);
          switch (record.envelope().kind()) {
            case MEASUREMENT_SUBMITTED -> waiting.add(place);
            case REPORT_OPENED, REPORT_CLOSED -> waitingNotes.add(place);
          }
          waitingBytes += record.body().length;
        }
        case Entry.Damaged damaged -> {
          if (oldestWaiting.isEmpty()) {
            oldestWaiting = Optional.of(clock.instant());
          }
          metDamage = true;
          keep(damaged);
        }
      }
    }
  }

  private List<Entry> poll(Duration patience) throws InterruptedException {
    try {
      return cursor.poll(POLL_RECORDS, POLL_BYTES, patience);
    } catch (EntriesLostException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DependencyDownException("journal", e);
    }
  }

  /// The index reader has set these bytes aside and counted them, unless they were whole when it
  /// read them: so they are kept once more, without counting. What was published of them is found
  /// by [LostRecords#accountForDamage].
  private void keep(Entry.Damaged damaged) {
    log.error("{} of the journal cannot be archived: {}", damaged.position(), damaged.problem());
    unlessAnswered(
        "quarantine",
        () ->
            quarantine.setAsideDamaged(
                new Position(damaged.position() + "-at-archive"),
                damaged.bytes(),
                damaged.problem(),
                0,
                clock.instant()));
  }

  private boolean isFull() {
    return waiting.size() + waitingNotes.size() >= options.roundRecords()
        || waitingBytes >= options.roundBytes();
  }

  private boolean isDue() {
    return isFull()
        || oldestWaiting
            .filter(oldest -> !oldest.plus(options.publishAfter()).isAfter(clock.instant()))
            .isPresent();
  }

  /// Lets a round that is under way end at its next object. For the time before [#close].
  public void stop() {
    round.stop();
  }

  @Override
  public void close() {
    step.close();
  }
}
