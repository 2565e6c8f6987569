package org.holdfast.pipeline.index;

import static org.holdfast.pipeline.work.DependencyDownException.unlessAnswered;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.EntriesLostException;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.RecordKind;
import org.holdfast.pipeline.block.Blocklist;
import org.holdfast.pipeline.quarantine.Quarantine;
import org.holdfast.pipeline.quarantine.SetAside;
import org.holdfast.pipeline.work.CursorStep;
import org.holdfast.pipeline.work.DependencyDownException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes what was acknowledged searchable: reads the journal through the cursor `index` and fills
/// the catalogue.
///
/// A batch of records is one catalogue transaction, and the cursor is committed after it. A crash
/// between the two gives the same records again; every operation is idempotent by uid and every
/// decision to set a record aside is durable before the transaction that counts it, so the second
/// time ends as the first did.
///
/// What becomes of each record stands in [IndexStages].
///
/// What a record holds never stops the rest: it is set aside. What the catalogue does stops
/// everything until it answers again. A catalogue that answers but will not take one particular
/// batch is asked again record by record, and the record it refuses alone is set aside too.
///
/// Used by one thread; [#betweenBatches] may be called from any.
public final class Indexer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Indexer.class);

  /// So often the catalogue may refuse a batch, and then a record, before the data is suspected.
  private static final int REFUSALS_UNTIL_SUSPECTED = 3;

  private final Cursor cursor;
  private final Catalogue catalogue;
  private final Quarantine quarantine;
  private final Clock clock;
  private final AwaitedOpenings openings;
  private final IndexStages stages;
  private final RepeatedRecords repeated;
  private final int maxRecords;
  private final long maxBytes;
  private final ReentrantLock batch = new ReentrantLock();

  private final CursorStep step;

  private boolean rewindFirst;
  private int refusals;
  private int recordsToTakeSingly;

  /// @param blocklist whose measurements are withheld
  /// @param openingsWithin how long the opening of a report may come after an entry that needs it
  /// @param maxRecords most records in one transaction
  /// @param maxBytes most bytes of bodies in one transaction, about
  public Indexer(
      Cursor cursor,
      Catalogue catalogue,
      Quarantine quarantine,
      Supplier<Blocklist> blocklist,
      Duration openingsWithin,
      Clock clock,
      int maxRecords,
      long maxBytes) {
    this.cursor = cursor;
    this.step = new CursorStep(cursor);
    this.catalogue = catalogue;
    this.quarantine = quarantine;
    this.clock = clock;
    this.openings = new AwaitedOpenings(openingsWithin, clock);
    this.stages = new IndexStages(quarantine, blocklist, openings, clock);
    this.repeated = new RepeatedRecords(cursor);
    this.maxRecords = maxRecords;
    this.maxBytes = maxBytes;
  }

  /// Indexes the next batch; waits up to `patience` for one. After an exception the next call takes
  /// up the same records again.
  ///
  /// @return how many records there were
  /// @throws DependencyDownException if catalogue, quarantine or journal do not do their part
  public int indexNext(Duration patience) throws InterruptedException {
    try (CursorStep.Step _ = step.begin()) {
      return indexOpen(patience);
    }
  }

  private int indexOpen(Duration patience) throws InterruptedException {
    List<Entry> entries = poll(patience);
    if (entries.isEmpty()) {
      return 0;
    }
    batch.lock();
    try {
      index(entries, this::begin);
      commitCursor();
    } catch (EntriesLostException e) {
      // Another reader indexes them again, which changes nothing.
      log.info("goes on with what is left: {}", e.getMessage());
    } catch (RuntimeException | Error e) {
      rewindFirst = true;
      throw e;
    } finally {
      batch.unlock();
    }
    recordsToTakeSingly = Math.max(0, recordsToTakeSingly - entries.size());
    return entries.size();
  }

  /// Finds out whether the catalogue lacks measurements that were consumed, as one does that was
  /// begun afresh or restored from a copy. What was set aside is counted again then; records that
  /// are still in the journal are to be shown to [#indexAgain], and those in the archive must have
  /// been adopted before.
  public boolean catalogueLacksRecords() {
    return step.in(this::lacksRecords);
  }

  private boolean lacksRecords() {
    return unlessAnswered(
        "catalogue",
        () -> {
          // In this order: other machines may go on meanwhile, and commit what they have indexed.
          long consumed = unlessAnswered("journal", cursor::measurementsCommitted);
          Catalogue.Ledger known = catalogue.ledger();
          boolean lacks =
              known.records() < consumed
                  // It may have got some of them from a rebuild that was cut off.
                  || (consumed > 0 && catalogue.needsRebuild());
          if (lacks) {
            List<SetAside> decisions = new ArrayList<>();
            quarantine.forEach(decisions::add);
            catalogue.inTransaction(
                transaction -> {
                  decisions.forEach(decision -> IndexStages.count(transaction, decision));
                  return decisions.size();
                });
          }
          return lacks;
        });
  }

  /// Indexes records that were consumed before; those the catalogue knows change nothing.
  public void indexAgain(List<Entry> entries) {
    try (CursorStep.Step _ = step.begin()) {
      if (recordsToTakeSingly > 0) {
        entries.forEach(entry -> index(List.of(entry), RepeatedRecords::pass));
      } else {
        index(entries, RepeatedRecords::pass);
      }
    }
  }

  /// How many measurement records the catalogue accounts for that did not come by this journal. To
  /// be asked while nothing is indexed.
  public long countedElsewhere() {
    return catalogue.ledger().records() - cursor.measurementsCommitted();
  }

  /// Runs `reading` at a moment when catalogue and cursor agree; it is given the number of
  /// measurement records consumed so far.
  public <T> T betweenBatches(LongFunction<T> reading) {
    batch.lock();
    try {
      return reading.apply(cursor.measurementsCommitted());
    } finally {
      batch.unlock();
    }
  }

  private List<Entry> poll(Duration patience) throws InterruptedException {
    try {
      if (rewindFirst) {
        cursor.rewind();
        rewindFirst = false;
      }
      return cursor.poll(recordsToTakeSingly > 0 ? 1 : maxRecords, maxBytes, patience);
    } catch (EntriesLostException e) {
      return List.of();
    } catch (RuntimeException e) {
      rewindFirst = true;
      throw new DependencyDownException("journal", e);
    }
  }

  private void commitCursor() {
    try {
      cursor.commit();
    } catch (EntriesLostException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DependencyDownException("journal", e);
    }
  }

  /// A catalogue may be begun afresh, or marked for a rebuild, at any moment, and must not see
  /// anything new before it knows what is published.
  private void begin(CatalogueTransaction transaction, List<Entry> entries) {
    if (transaction.needsRebuild()) {
      throw new DependencyDownException(
          "catalogue", new IOException("it has to be brought up to date first"));
    }
    repeated.count(transaction, entries);
  }

  /// @param noting what is done with the entries' places
  private void index(List<Entry> entries, BiConsumer<CatalogueTransaction, List<Entry>> noting) {
    try {
      catalogue.inTransaction(
          transaction -> {
            noting.accept(transaction, entries);
            // Openings first: where several collectors write, an entry may come a moment before
            // the opening of its report.
            entries.forEach(entry -> stages.rememberIfOpened(transaction, entry));
            entries.forEach(entry -> stages.index(transaction, entry));
            return entries.size();
          });
      refusals = 0;
      openings.allCame();
    } catch (DependencyDownException e) {
      throw e;
    } catch (RuntimeException e) {
      if (!setAsideIfAloneToBlame(entries, e)) {
        throw new DependencyDownException("catalogue", e);
      }
    }
  }

  /// Follows up a refusal of the catalogue.
  ///
  /// @return whether a single record was found to be the cause and is set aside and counted
  private boolean setAsideIfAloneToBlame(List<Entry> entries, RuntimeException refusal) {
    refusals++;
    if (refusals < REFUSALS_UNTIL_SUSPECTED || !catalogue.isReachable()) {
      return false;
    }
    refusals = 0;
    if (entries.size() > 1) {
      log.warn("the catalogue answers but refuses a batch: going on record by record", refusal);
      recordsToTakeSingly = entries.size();
      return false;
    }
    if (!(entries.getFirst() instanceof Entry.Intact(Position _, JournalRecord record))
        || record.envelope().kind() != RecordKind.MEASUREMENT_SUBMITTED) {
      return false;
    }
    SetAside decision =
        unlessAnswered(
            "quarantine",
            () ->
                quarantine.setAside(
                    record,
                    "index",
                    "refused-by-catalogue",
                    refusal.getClass().getSimpleName(),
                    1,
                    clock.instant()));
    try {
      catalogue.inTransaction(
          transaction -> {
            repeated.count(transaction, entries);
            IndexStages.count(transaction, decision);
            return decision.measurements();
          });
      log.error("the catalogue refuses {}, which is set aside", record.envelope().uid(), refusal);
      return true;
    } catch (RuntimeException e) {
      // It takes nothing at all, so the record is not to blame.
      unlessAnswered(
          "quarantine",
          () -> {
            quarantine.withdraw(decision);
            return decision;
          });
      refusal.addSuppressed(e);
      return false;
    }
  }

  @Override
  public void close() {
    step.close();
  }
}
