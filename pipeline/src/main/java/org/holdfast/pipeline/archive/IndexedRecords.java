package org.holdfast.pipeline.archive;

import static org.holdfast.pipeline.work.DependencyDownException.unlessAnswered;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.MeasurementRow;
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
    Map<Group, List<IndexedRecord>> groups = new TreeMap<>();
    for (int from = 0; from < records.size(); from += LOOKUPS_PER_TRANSACTION) {
      int to = Math.min(records.size(), from + LOOKUPS_PER_TRANSACTION);
      if (!sort(records.subList(from, to), groups)) {
        return Optional.empty();
      }
    }
    return Optional.of(groups);
  }

  private boolean sort(List<WaitingRecord> records, Map<Group, List<IndexedRecord>> groups) {
    List<Optional<MeasurementRow>> rows =
        unlessAnswered(
            "catalogue",
            () ->
                catalogue.inTransaction(
                    transaction ->
                        records.stream()
                            .map(record -> transaction.findMeasurement(record.uid()))
                            .toList()));
    for (int i = 0; i < records.size(); i++) {
      WaitingRecord record = records.get(i);
      Optional<MeasurementRow> row = rows.get(i);
      if (row.isEmpty()) {
        // An alias, or indexed since.
        row = unlessAnswered("catalogue", () -> catalogue.find(record.uid().text()));
      }
      if (row.isPresent()) {
        indexed(record, row.get())
            .ifPresent(
                indexed ->
                    groups
                        .computeIfAbsent(Group.of(record.uid()), _ -> new ArrayList<>())
                        .add(indexed));
      } else if (unlessAnswered("quarantine", () -> quarantine.find(record.uid())).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static Optional<IndexedRecord> indexed(WaitingRecord record, MeasurementRow row) {
    if (!row.uid().equals(record.uid())) {
      return Optional.of(new IndexedRecord.Alias(record, row.uid()));
    }
    return switch (row.location()) {
      case Location.InJournal _ ->
          Optional.of(new IndexedRecord.Measurement(record, row.fingerprint(), row.marks()));
      case Location.InArchive _ -> Optional.empty(); // by an attempt that was cut off
    };
  }
}
