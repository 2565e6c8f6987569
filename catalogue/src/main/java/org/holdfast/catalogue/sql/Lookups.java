package org.holdfast.catalogue.sql;

import java.util.List;
import java.util.Optional;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;
import org.jdbi.v3.core.Handle;

/// Reading by key.
final class Lookups {
  /// An alias names a measurement directly; where two collectors named each other's, a few steps
  /// suffice, and a circle ends.
  private static final int MAX_ALIAS_STEPS = 4;

  /// `+ 0` keeps the index by input out of it: a report has few measurements, an input may have
  /// millions.
  static final String BY_REPORT_AND_INPUT =
      MeasurementTable.SELECT
          + "WHERE report_id = ? AND input_key + 0 = ? AND input = ? ORDER BY uid LIMIT ?";

  private Lookups() {}

  static Optional<MeasurementRow> byExactUid(Handle handle, String uid) {
    return handle
        .select(MeasurementTable.SELECT + "WHERE uid = ?", SqlText.storable(uid))
        .map(MeasurementTable.MAPPER)
        .findOne();
  }

  static Optional<MeasurementRow> byUid(Handle handle, String uid) {
    String wanted = uid;
    for (int step = 0; step <= MAX_ALIAS_STEPS; step++) {
      Optional<MeasurementRow> row = byExactUid(handle, wanted);
      if (row.isPresent()) {
        return row;
      }
      Optional<String> canonical =
          handle
              .select(
                  "SELECT canonical FROM measurement_alias WHERE alias = ?",
                  SqlText.storable(wanted))
              .mapTo(String.class)
              .findOne();
      if (canonical.isEmpty()) {
        return Optional.empty();
      }
      wanted = canonical.get();
    }
    return Optional.empty();
  }

  static List<MeasurementRow> byReport(
      Handle handle, String reportId, Optional<String> input, int limit) {
    String report = SqlText.indexable(reportId);
    if (input.isEmpty()) {
      return handle
          .select(
              MeasurementTable.SELECT + "WHERE report_id = ? ORDER BY uid LIMIT ?", report, limit)
          .map(MeasurementTable.MAPPER)
          .list();
    }
    return handle
        .select(
            BY_REPORT_AND_INPUT,
            report,
            SqlText.key(input.get()),
            SqlText.shown(input.get()),
            limit)
        .map(MeasurementTable.MAPPER)
        .list();
  }

  static Optional<MeasurementUid> byIdentity(Handle handle, Sha256 identity) {
    byte[] bytes = identity.toBytes();
    return handle
        .select(
            "SELECT uid FROM measurement WHERE identity = ?"
                + " UNION ALL SELECT alias FROM measurement_alias WHERE identity = ?"
                + " ORDER BY 1 LIMIT 1",
            bytes,
            bytes)
        .map((results, context) -> new MeasurementUid(results.getString(1)))
        .findOne();
  }
}
