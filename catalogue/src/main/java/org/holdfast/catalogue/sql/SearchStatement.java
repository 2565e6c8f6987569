package org.holdfast.catalogue.sql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.catalogue.MeasurementQuery;
import org.holdfast.catalogue.MeasurementRow;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// Turns a [MeasurementQuery] into one `SELECT`. Every value is bound, none is written into the
/// text. The order is always (start time, uid), so that a page continues exactly after the last row
/// of the one before, whatever was inserted meanwhile (D39).
final class SearchStatement {
  private final MeasurementQuery query;
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, Object> values = new LinkedHashMap<>();

  private SearchStatement(MeasurementQuery query) {
    this.query = query;
  }

  static SearchStatement of(MeasurementQuery query) {
    SearchStatement statement = new SearchStatement(query);
    statement.addConditions();
    return statement;
  }

  List<MeasurementRow> run(Handle handle) {
    try (Query prepared = prepare(handle, "")) {
      return prepared.map(MeasurementTable.MAPPER).list();
    }
  }

  /// The statement with its values bound.
  ///
  /// @param prefix put before the statement, as in `EXPLAIN `
  Query prepare(Handle handle, String prefix) {
    Query prepared = handle.createQuery(prefix + text());
    values.forEach(prepared::bind);
    return prepared.bind("limit", query.limit()).bind("offset", query.offset());
  }

  private String text() {
    String direction = query.descending() ? " DESC" : " ASC";
    return MeasurementTable.SELECT
        + (conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions))
        + " ORDER BY measurement_start_time"
        + direction
        + ", uid"
        + direction
        + " LIMIT :limit OFFSET :offset";
  }

  private void addConditions() {
    query.reportId().ifPresent(id -> where("report_id = ?", SqlText.indexable(id)));
    query
        .input()
        .ifPresent(
            input -> {
              // Within a report the report's index is the right one; an input may be everywhere.
              where(
                  query.reportId().isPresent() ? "input_key + 0 = ?" : "input_key = ?",
                  SqlText.key(input));
              where("input = ?", SqlText.shown(input));
            });
    whereIn("domain", texts(query.domains()));
    whereIn("probe_cc", query.countryCodes());
    whereIn("probe_asn", query.asns());
    whereIn("test_name", texts(query.testNames()));
    whereIn("software_version", texts(query.softwareVersions()));
    whereIn("test_version", texts(query.testVersions()));
    whereIn("engine_version", texts(query.engineVersions()));
    query.ooniRunLinkId().ifPresent(id -> where("ooni_run_link_id = ?", SqlText.indexable(id)));
    query.confirmed().ifPresent(flag -> where("confirmed = ?", flag));
    query.anomaly().ifPresent(flag -> where("anomaly = ?", flag));
    query.failure().ifPresent(flag -> where("failure = ?", flag));
    whereTime(">", query.since());
    whereTime("<=", query.until());
    if (query.excludeUnknownVantage()) {
      excludeUnknownVantage();
    }
    query.after().ifPresent(this::continueAfter);
  }

  private void excludeUnknownVantage() {
    if (query.countryCodes().isEmpty()) {
      where("probe_cc <> ?", "ZZ");
    }
    if (query.asns().isEmpty()) {
      where("probe_asn <> ?", 0L);
    }
  }

  private void continueAfter(MeasurementQuery.After after) {
    String time = bind(Micros.of(after.measurementStartTime()));
    String uid = bind(SqlText.storable(after.uid()));
    String beyond = query.descending() ? " < " : " > ";
    conditions.add("(measurement_start_time, uid)" + beyond + "(" + time + ", " + uid + ")");
  }

  private void whereTime(String comparison, Optional<Instant> time) {
    time.ifPresent(t -> where("measurement_start_time " + comparison + " ?", Micros.of(t)));
  }

  private void whereIn(String column, List<?> wanted) {
    if (!wanted.isEmpty()) {
      conditions.add(
          column + " IN (" + String.join(", ", wanted.stream().map(this::bind).toList()) + ")");
    }
  }

  private void where(String condition, Object value) {
    conditions.add(condition.replace("?", bind(value)));
  }

  private String bind(Object value) {
    String name = "v" + values.size();
    values.put(name, value);
    return ":" + name;
  }

  private static List<String> texts(List<String> claimed) {
    return claimed.stream().map(SqlText::indexable).toList();
  }
}
