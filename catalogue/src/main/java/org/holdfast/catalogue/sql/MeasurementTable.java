package org.holdfast.catalogue.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.envelope.VerificationStatus;
import org.holdfast.model.id.MeasurementUid;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/// Table `measurement`: its columns, and how a row goes in and comes out.
final class MeasurementTable implements RowMapper<MeasurementRow> {
  private static final List<String> OWN_COLUMNS =
      List.of(
          "uid",
          "report_id",
          "input",
          "input_key",
          "probe_cc",
          "probe_asn",
          "test_name",
          "measurement_start_time",
          "test_start_time",
          "software_name",
          "software_version",
          "test_version",
          "engine_name",
          "engine_version",
          "platform",
          "architecture",
          "test_runtime",
          "domain",
          "scores",
          "anomaly",
          "confirmed",
          "failure",
          "verification",
          "marks",
          "ooni_run_link_id",
          "identity",
          "fingerprint");

  private static final List<String> COLUMNS =
      Stream.concat(OWN_COLUMNS.stream(), LocationColumns.NAMES.stream()).toList();

  /// `SELECT` of all columns, to be continued with `WHERE`.
  static final String SELECT = "SELECT " + String.join(", ", COLUMNS) + " FROM measurement ";

  static final String INSERT =
      "INSERT INTO measurement ("
          + String.join(", ", COLUMNS)
          + ") VALUES ("
          + COLUMNS.stream().map(_ -> "?").collect(Collectors.joining(", "))
          + ") ON CONFLICT DO NOTHING";

  static final MeasurementTable MAPPER = new MeasurementTable();

  private MeasurementTable() {}

  /// Sets the parameters of [#INSERT].
  ///
  /// @param installation which adds it; empty where the catalogue is its own
  static Parameters bind(Parameters parameters, MeasurementRow row, String installation) {
    Parameters own =
        parameters
            .text(row.uid().text())
            .text(SqlText.indexable(row.reportId()))
            .text(SqlText.shown(row.input()))
            .number(SqlText.key(row.input()))
            .text(row.vantagePoint().countryCode().text())
            .number(row.vantagePoint().asn().number())
            .text(SqlText.indexable(row.testName()))
            .number(Micros.of(row.measurementStartTime()))
            .number(Micros.of(row.testStartTime()))
            .text(SqlText.indexable(row.softwareName()))
            .text(SqlText.indexable(row.softwareVersion()))
            .text(SqlText.indexable(row.testVersion()))
            .text(SqlText.indexable(row.engineName()))
            .text(SqlText.indexable(row.engineVersion()))
            .text(SqlText.indexable(row.platform()))
            .text(SqlText.indexable(row.architecture()))
            .number(Double.isFinite(row.testRuntime()) ? row.testRuntime() : 0.0)
            .text(SqlText.indexable(row.domain()))
            .text(SqlText.storable(row.scores()))
            .flag(row.anomaly())
            .flag(row.confirmed())
            .flag(row.failure())
            .text(row.verification().wire())
            .text(String.join(" ", new TreeSet<>(row.marks())))
            .text(row.ooniRunLinkId().map(SqlText::indexable).orElse(null))
            .digest(row.identity())
            .digest(row.fingerprint());
    return LocationColumns.bind(own, row.location(), installation);
  }

  @Override
  public MeasurementRow map(ResultSet results, StatementContext context) throws SQLException {
    return new MeasurementRow(
        new MeasurementUid(results.getString("uid")),
        results.getString("report_id"),
        results.getString("input"),
        new VantagePoint(
            new CountryCode(results.getString("probe_cc")), new Asn(results.getLong("probe_asn"))),
        results.getString("test_name"),
        Micros.toInstant(results.getLong("measurement_start_time")),
        Micros.toInstant(results.getLong("test_start_time")),
        results.getString("software_name"),
        results.getString("software_version"),
        results.getString("test_version"),
        results.getString("engine_name"),
        results.getString("engine_version"),
        results.getString("platform"),
        results.getString("architecture"),
        results.getDouble("test_runtime"),
        results.getString("domain"),
        results.getString("scores"),
        results.getBoolean("anomaly"),
        results.getBoolean("confirmed"),
        results.getBoolean("failure"),
        verification(results.getString("verification")),
        marks(results.getString("marks")),
        Optional.ofNullable(results.getString("ooni_run_link_id")),
        Sha256.fromBytes(results.getBytes("identity")),
        Sha256.fromBytes(results.getBytes("fingerprint")),
        LocationColumns.read(results));
  }

  /// A word that a later release wrote counts as unverified here.
  private static VerificationStatus verification(String wire) {
    return Arrays.stream(VerificationStatus.values())
        .filter(v -> v.wire().equals(wire))
        .findFirst()
        .orElse(VerificationStatus.UNVERIFIED);
  }

  static Set<String> marks(String joined) {
    return joined.isEmpty() ? Set.of() : Set.of(joined.split(" ", -1));
  }
}
