package org.holdfast.pipeline.archive;

import static org.holdfast.pipeline.work.DependencyDownException.unlessAnswered;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction.Standing;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.archive.ObjectStem.Group;
import org.holdfast.pipeline.quarantine.Quarantine;

/// Asks what became of records when they were indexed.
final class IndexedRecords {
  private static final int LOOKUPS_PER_TRANSACTION = 500;

  private final Catalogue catalogue;
  private final Quarantine quarantine;

  IndexedRecords(Catalogue catalogue, Quarantine quarantine) {
    this.catalogue = catalogue;
    this.quarantine = quarantine;
  }

  /// Sorts records into the groups that share objects, leaving out what is set aside or archived
  /// already; empty if one of them was not indexed yet.
  Optional<Map<Group, List<IndexedRecord>>> look(List<WaitingRecord> records) {
    // The last is the likeliest not to be indexed; asking for it first spares asking for all the
    // others over and over while the index reader is behind.
    if (!records.isEmpty() && !isIndexed(records.getLast())) {
      return Optional.empty();
    }
    Map<Group, List<IndexedRecord>> groups = new TreeMap<>();
    Set<MeasurementUid> seen = new HashSet<>();
    for (int from = 0; from < records.size(); from += LOOKUPS_PER_TRANSACTION) {
      int to = Math.min(records.size(), from + LOOKUPS_PER_TRANSACTION);
      if (!sort(once(records.subList(from, to), seen), groups)) {
        return Optional.empty();
      }
    }
    return Optional.of(groups);
  }

  /// A journal may hold a record twice.
  private static List<WaitingRecord> once(List<WaitingRecord> records, Set<MeasurementUid> seen) {
    return records.stream().filter(record -> seen.add(record.uid())).toList();
  }

  private boolean isIndexed(WaitingRecord record) {
    return sort(List.of(record), new TreeMap<>());
  }

  private boolean sort(List<WaitingRecord> records, Map<Group, List<IndexedRecord>> groups) {
    List<MeasurementUid> uids = records.stream().map(WaitingRecord::uid).toList();
    Map<MeasurementUid, Standing> standings =
        unlessAnswered(
            "catalogue", () -> catalogue.inTransaction(transaction -> transaction.standings(uids)));
    for (WaitingRecord record : records) {
      Standing standing = standings.get(record.uid());
      if (standing == null) {
        Optional<MeasurementUid> canonical = canonicalOf(record);
        if (canonical.isPresent()) {
          add(groups, new IndexedRecord.Alias(record, canonical.get()));
        } else if (!isSetAside(record.uid())) {
          return false;
        }
      } else if (!standing.archived()) {
        // Else it was archived by an attempt that was cut off.
        add(
            groups,
            new IndexedRecord.Measurement(record, standing.fingerprint(), standing.marks()));
      }
    }
    return true;
  }

  /// Here, or by another machine, whose quarantine is not to be seen from here.
  private boolean isSetAside(MeasurementUid uid) {
    return unlessAnswered("quarantine", () -> quarantine.find(uid)).isPresent()
        || unlessAnswered(
            "catalogue", () -> catalogue.inTransaction(t -> t.isQuarantined(uid.text())));
  }

  /// The measurement a record is another sending of. Empty also where it was indexed as one of its
  /// own only now: the round is tried again then.
  private Optional<MeasurementUid> canonicalOf(WaitingRecord record) {
    return unlessAnswered("catalogue", () -> catalogue.find(record.uid().text()))
        .map(MeasurementRow::uid)
        .filter(canonical -> !canonical.equals(record.uid()));
  }

  private static void add(Map<Group, List<IndexedRecord>> groups, IndexedRecord indexed) {
    groups.computeIfAbsent(Group.of(indexed.record().uid()), _ -> new ArrayList<>()).add(indexed);
  }
}
