package org.holdfast.pipeline.index;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.JournalPlace;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.RecordKind;
import org.holdfast.model.id.MeasurementUid;

/// Finds records that the journal holds a second time under one uid: a broker may carry out a
/// request long after whoever sent it was given up and its record was brought by another way. They
/// change nothing, since everything is idempotent by uid, but they are counted by the journal, and
/// so they are counted here.
///
/// What merely comes again, after a crash or because another reader had it, is told from it by its
/// place: the catalogue remembers how far it has indexed each lane.
final class RepeatedRecords {
  private record Candidate(MeasurementUid uid, String position, OptionalLong indexedTo) {}

  private final Cursor cursor;

  /// @param cursor that gives the records
  RepeatedRecords(Cursor cursor) {
    this.cursor = cursor;
  }

  /// Notes where these stand, without counting: they were shown past the cursor.
  static void pass(CatalogueTransaction transaction, List<Entry> entries) {
    Map<String, OptionalLong> unused = note(transaction, entries);
  }

  /// Counts those among the entries of the last poll that are repeated. To be called before they
  /// are indexed, in the same transaction.
  void count(CatalogueTransaction transaction, List<Entry> entries) {
    List<Candidate> candidates = candidates(entries, note(transaction, entries));
    if (candidates.isEmpty()) {
      return;
    }
    Map<MeasurementUid, Optional<String>> known =
        transaction.whereKnown(candidates.stream().map(Candidate::uid).toList());
    Set<MeasurementUid> here = new HashSet<>();
    long doubled =
        candidates.stream().filter(one -> !here.add(one.uid()) || isRepeated(one, known)).count();
    if (doubled > 0) {
      transaction.addDoubled(doubled);
    }
  }

  /// Of a lane that was never noted, as under the previous release, only what certainly stands
  /// elsewhere is counted.
  private static boolean isRepeated(
      Candidate candidate, Map<MeasurementUid, Optional<String>> known) {
    return known.containsKey(candidate.uid())
        && (candidate.indexedTo().isPresent()
            || known
                .getOrDefault(candidate.uid(), Optional.empty())
                .filter(position -> !position.equals(candidate.position()))
                .isPresent());
  }

  /// @return for each lane how far it was indexed before
  private static Map<String, OptionalLong> note(
      CatalogueTransaction transaction, List<Entry> entries) {
    Map<String, Long> lanes = new TreeMap<>();
    for (Entry entry : entries) {
      JournalPlace.of(entry.position())
          .ifPresent(place -> lanes.merge(place.lane(), place.number(), Math::max));
    }
    Map<String, OptionalLong> before = new TreeMap<>();
    // In the order of their names, so that two processes never wait for each other's.
    lanes.forEach((lane, number) -> before.put(lane, transaction.noteIndexed(lane, number)));
    return before;
  }

  /// The measurements that come for the first time, as far as is known, and were in no other
  /// journal.
  private List<Candidate> candidates(List<Entry> entries, Map<String, OptionalLong> indexedTo) {
    Set<Position> moved = cursor.moved();
    List<Candidate> candidates = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry instanceof Entry.Intact(Position position, JournalRecord record)
          && record.envelope().kind() == RecordKind.MEASUREMENT_SUBMITTED
          && !moved.contains(position)) {
        Optional<JournalPlace> place = JournalPlace.of(position);
        if (place.isPresent()) {
          OptionalLong before = indexedTo.getOrDefault(place.get().lane(), OptionalLong.empty());
          if (before.isEmpty() || place.get().number() > before.getAsLong()) {
            candidates.add(new Candidate(record.envelope().uid(), position.text(), before));
          }
        }
      }
    }
    return candidates;
  }
}
