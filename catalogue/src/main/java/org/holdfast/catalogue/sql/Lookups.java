package org.holdfast.catalogue.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.holdfast.catalogue.Catalogue.Content;
import org.holdfast.catalogue.CatalogueTransaction.ReportRow;
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

  private static final int IDENTITIES_AT_ONCE = 16;

  private static final String BY_IDENTITIES =
      "SELECT identity, uid FROM measurement WHERE identity IN (%1$s) UNION ALL SELECT identity, alias FROM measurement_alias WHERE identity IN (%1$s) ORDER BY 2 DESC"
          .formatted(String.join(",", Collections.nCopies(IDENTITIES_AT_ONCE, "?")));

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

  /// Sixteen at a time, the last few repeated to fill the place, so that there is one statement to
  /// prepare.
  static Map<Sha256, MeasurementUid> byIdentities(
      PreparedStatements statements, List<Sha256> identities) {
    Map<Sha256, MeasurementUid> found = new HashMap<>();
    for (int from = 0; from < identities.size(); from += IDENTITIES_AT_ONCE) {
      int first = from;
      statements.query(
          BY_IDENTITIES,
          parameters -> {
            // Once for each half of the union.
            for (int i = 0; i < 2 * IDENTITIES_AT_ONCE; i++) {
              int index = first + i % IDENTITIES_AT_ONCE;
              parameters.digest(identities.get(Math.min(index, identities.size() - 1)));
            }
            return parameters;
          },
          // Latest first, so that the first one stays.
          results ->
              found.put(
                  Sha256.fromBytes(results.getBytes(1)), new MeasurementUid(results.getString(2))));
    }
    return found;
  }

  /// A report, closed also where its closing was indexed before its opening.
  static Optional<ReportRow> report(PreparedStatements statements, String reportId) {
    return statements.run(
        "SELECT r.header, r.opened_at, COALESCE(r.closed_at, c.closed_at) AS closed_at"
            + " FROM report r LEFT JOIN report_closing c ON c.report_id = r.report_id"
            + " WHERE r.report_id = ?",
        statement -> {
          Parameters unused = new Parameters(statement).text(SqlText.indexable(reportId));
          try (ResultSet results = statement.executeQuery()) {
            return results.next() ? Optional.of(report(results)) : Optional.empty();
          }
        });
  }

  private static ReportRow report(ResultSet results) throws SQLException {
    long closedAt = results.getLong("closed_at");
    boolean isOpen = results.wasNull();
    return new ReportRow(
        results.getString("header"),
        Micros.toInstant(results.getLong("opened_at")),
        isOpen ? Optional.empty() : Optional.of(Micros.toInstant(closedAt)));
  }

  /// Uids with fingerprints between two uids, both left out, of what is archived.
  static List<Content> archivedContents(Handle handle, String after, String before, int limit) {
    return handle
        .select(
            "SELECT uid, fingerprint FROM measurement WHERE uid > ? AND uid < ?"
                + " AND archive_stem IS NOT NULL ORDER BY uid LIMIT ?",
            SqlText.storable(after),
            SqlText.storable(before),
            limit)
        .map(
            (results, context) ->
                new Content(
                    new MeasurementUid(results.getString("uid")),
                    Sha256.fromBytes(results.getBytes("fingerprint"))))
        .list();
  }

  static Optional<String> stageSetAside(Handle handle, String uid) {
    return handle
        .select("SELECT stage FROM quarantined WHERE uid = ?", SqlText.storable(uid))
        .mapTo(String.class)
        .findOne();
  }

  static Map<String, Long> countSetAside(Handle handle, String stage) {
    return handle
        .select(
            "SELECT reason, COUNT(*) AS n FROM quarantined WHERE stage = ? GROUP BY reason", stage)
        .reduceResultSet(
            new TreeMap<String, Long>(),
            (counts, results, context) -> {
              counts.put(results.getString("reason"), results.getLong("n"));
              return counts;
            });
  }

  static Map<String, Long> countByInput(
      Handle handle,
      String testName,
      String probeCc,
      OptionalLong probeAsn,
      Instant since,
      int limit) {
    String network = probeAsn.isPresent() ? " AND probe_asn = :asn" : "";
    var query =
        handle
            .createQuery(
                "SELECT input, COUNT(*) FROM measurement WHERE probe_cc = :cc"
                    + " AND measurement_start_time >= :since AND test_name = :test"
                    + network
                    + " GROUP BY input ORDER BY 2 DESC LIMIT :most")
            .bind("cc", SqlText.storable(probeCc))
            .bind("since", Micros.of(since))
            .bind("test", SqlText.storable(testName))
            .bind("most", limit);
    if (probeAsn.isPresent()) {
      query = query.bind("asn", probeAsn.getAsLong());
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    query
        .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
        .forEach(count -> counts.put(count.getKey(), count.getValue()));
    return counts;
  }
}
