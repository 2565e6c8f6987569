package org.holdfast.journal.spool;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.Journal;
import org.holdfast.journal.Position;
import org.holdfast.journal.SharedLog;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.id.CollectorId;
import org.holdfast.model.id.MeasurementUid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which records of the spool the remote has already, where a process that drained it died or ended
/// with records on their way. Found out by a look at the end of the remote before the first of them
/// is sent: from the time at which the oldest in the spool was received.
///
/// Of this machine's records received since then the remote has no more than what was sent in one
/// batch or was on its way, so that few are remembered; the look itself reads what all machines
/// have sent since.
final class StoredBefore {
  private static final Logger log = LoggerFactory.getLogger(StoredBefore.class);

  /// Records enter the spool in another order than they were received in, by as much as the bound
  /// and a moment.
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private static final String ARCHIVE = "archive";

  private final Journal remote;
  private final Duration bound;
  private Set<MeasurementUid> stored = new HashSet<>();
  private boolean looked;

  StoredBefore(Journal remote, Duration bound) {
    this.remote = remote;
    this.bound = bound;
  }

  /// Another process may have drained meanwhile.
  void forget() {
    stored = new HashSet<>();
    looked = false;
  }

  /// What comes from here on was not sent by anybody before: the spool was empty.
  void nothingIsLeft() {
    stored = new HashSet<>();
    looked = true;
  }

  boolean has(MeasurementUid uid) {
    return stored.contains(uid);
  }

  /// Looks, unless that was done, before these are sent.
  ///
  /// @throws org.holdfast.journal.JournalUnavailableException if the remote does not answer
  void look(List<Entry> next) {
    Optional<JournalRecord> oldest = oldest(next);
    if (!looked && oldest.isPresent()) {
      look(oldest.get());
    }
  }

  private void look(JournalRecord oldest) {
    CollectorId collector = oldest.envelope().collector();
    Instant since = oldest.envelope().receivedAt().minus(bound.multipliedBy(2)).minus(MOMENT);
    Set<MeasurementUid> found = new HashSet<>();
    forEachSince(
        since,
        envelope -> {
          if (envelope.collector().equals(collector)) {
            found.add(envelope.uid());
          }
        });
    stored = found;
    looked = true;
    log.info(
        "{} records of this machine since {} are stored; they are passed over where the spool has"
            + " them too",
        found.size(),
        since);
  }

  private void forEachSince(Instant since, Consumer<Envelope> action) {
    Optional<SharedLog> shared = remote.shared();
    if (shared.isPresent()) {
      shared.get().forEachSince(since, action);
      return;
    }
    // Segments: what has just come is not archived yet.
    remote.forEachAfter(
        ARCHIVE,
        envelope -> {
          if (!envelope.receivedAt().isBefore(since)) {
            action.accept(envelope);
          }
        });
  }

  private static Optional<JournalRecord> oldest(List<Entry> entries) {
    JournalRecord oldest = null;
    for (Entry entry : entries) {
      if (entry instanceof Entry.Intact(Position _, JournalRecord record)
          && (oldest == null
              || record.envelope().receivedAt().isBefore(oldest.envelope().receivedAt()))) {
        oldest = record;
      }
    }
    return Optional.ofNullable(oldest);
  }
}
