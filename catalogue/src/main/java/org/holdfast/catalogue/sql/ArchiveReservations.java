package org.holdfast.catalogue.sql;

import java.sql.ResultSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.holdfast.model.id.MeasurementUid;

/// Which object records are about to be published in: table `archive_reservation`, within one
/// transaction. The table's key is what keeps two archivers from reserving one record.
final class ArchiveReservations {
  private static final int BATCH = 500;

  private final PreparedStatements statements;

  ArchiveReservations(PreparedStatements statements) {
    this.statements = statements;
  }

  Map<MeasurementUid, String> reserve(String stem, List<MeasurementUid> uids) {
    Map<MeasurementUid, String> taken = new TreeMap<>();
    for (int from = 0; from < uids.size(); from += BATCH) {
      List<MeasurementUid> some = uids.subList(from, Math.min(uids.size(), from + BATCH));
      insert(stem, some);
      // After the insertion, which has waited for whoever was about to archive them.
      find("SELECT uid, stem FROM archive_reservation WHERE stem <> ?", stem, some, taken);
      find("SELECT uid, archive_stem FROM measurement WHERE archive_stem <> ?", stem, some, taken);
    }
    if (!taken.isEmpty()) {
      release(stem);
    }
    return taken;
  }

  private void insert(String stem, List<MeasurementUid> uids) {
    int unused =
        statements.update(
            "INSERT INTO archive_reservation (uid, stem) VALUES "
                + String.join(", ", Collections.nCopies(uids.size(), "(?, ?)"))
                + " ON CONFLICT DO NOTHING",
            parameters -> {
              uids.forEach(uid -> parameters.text(uid.text()).text(stem));
              return parameters;
            });
  }

  private void find(
      String select, String stem, List<MeasurementUid> uids, Map<MeasurementUid, String> found) {
    statements.run(
        select + " AND uid IN " + places(uids),
        statement -> {
          Parameters parameters = new Parameters(statement).text(stem);
          uids.forEach(uid -> parameters.text(uid.text()));
          try (ResultSet results = statement.executeQuery()) {
            while (results.next()) {
              found.put(new MeasurementUid(results.getString(1)), results.getString(2));
            }
          }
          return found;
        });
  }

  private static String places(List<MeasurementUid> uids) {
    return '(' + String.join(", ", Collections.nCopies(uids.size(), "?")) + ')';
  }

  void settle(String stem) {
    int unused =
        statements.update(
            "DELETE FROM archive_reservation WHERE stem = ? AND NOT EXISTS"
                + " (SELECT 1 FROM measurement_alias WHERE alias = archive_reservation.uid)",
            parameters -> parameters.text(stem));
  }

  void release(String stem) {
    int unused =
        statements.update(
            "DELETE FROM archive_reservation WHERE stem = ?", parameters -> parameters.text(stem));
  }

  Set<MeasurementUid> archivedAliases(List<MeasurementUid> uids) {
    Map<MeasurementUid, String> found = new TreeMap<>();
    for (int from = 0; from < uids.size(); from += BATCH) {
      find(
          "SELECT uid, stem FROM archive_reservation WHERE stem <> ?"
              + " AND EXISTS (SELECT 1 FROM measurement_alias WHERE alias = uid)"
              + " AND EXISTS (SELECT 1 FROM archive_object o"
              + " WHERE o.stem = archive_reservation.stem)",
          "",
          uids.subList(from, Math.min(uids.size(), from + BATCH)),
          found);
    }
    return new TreeSet<>(found.keySet());
  }
}
