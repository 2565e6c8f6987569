package org.holdfast.pipeline.index;

import static org.holdfast.pipeline.work.DependencyDownException.unlessAnswered;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.journal.Journal;
import org.holdfast.journal.JournalPlace;

/// Has the catalogue forget how far it has indexed what processes wrote that are gone, of which the
/// journal holds nothing any more: without it each start of a process would leave a row for ever.
/// Nothing of such a lane can come again. Should it do so all the same, as where an old copy of a
/// journal is put back, it is indexed as one that was never noted: see [RepeatedRecords].
///
/// Partitions of a topic stay: there are no more of them than operators have made.
///
/// Used by the thread that indexes.
public final class LaneUpkeep {
  private static final Duration BETWEEN = Duration.ofHours(1);

  private final Journal journal;
  private final Catalogue catalogue;
  private final Clock clock;
  private Instant next = Instant.MIN;

  public LaneUpkeep(Journal journal, Catalogue catalogue, Clock clock) {
    this.journal = journal;
    this.catalogue = catalogue;
    this.clock = clock;
  }

  /// Does so the first time, and then once an hour.
  public void forgetNowAndThen() {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return;
    }
    Optional<Set<String>> kept = unlessAnswered("journal", journal::lanesOfProcesses);
    kept.ifPresent(
        lanes -> {
          int unused =
              unlessAnswered(
                  "catalogue",
                  () -> catalogue.inTransaction(transaction -> forget(transaction, lanes)));
        });
    next = now.plus(BETWEEN);
  }

  private static int forget(CatalogueTransaction transaction, Set<String> kept) {
    List<String> gone =
        transaction.lanes().stream()
            .filter(lane -> JournalPlace.isLaneOfProcess(lane) && !kept.contains(lane))
            .sorted()
            .toList();
    gone.forEach(transaction::forgetLane);
    return gone.size();
  }
}
