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
import org.jdbi.v3.core.statement.PreparedBatch;
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
          + COLUMNS.stream().map(c -> ":" + c).collect(Collectors.joining(", "))
          + ") ON CONFLICT DO NOTHING";

  static final MeasurementTable MAPPER = new MeasurementTable();

  private MeasurementTable() {}

  /// Adds `row` to a batch of [#INSERT].
  static void bind(PreparedBatch batch, MeasurementRow row) {
    batch
        .bind("uid", row.uid().text())
        .bind("report_id", SqlText.indexable(row.reportId()))
        .bind("input", SqlText.shown(row.input()))
        .bind("input_key", SqlText.key(row.input()))
        .bind("probe_cc", row.vantagePoint().countryCode().text())
        .bind("probe_asn", row.vantagePoint().asn().number())
        .bind("test_name", SqlText.indexable(row.testName()))
        .bind("measurement_start_time", Micros.of(row.measurementStartTime()))
        .bind("test_start_time", Micros.of(row.testStartTime()))
        .bind("software_name", SqlText.indexable(row.softwareName()))
        .bind("software_version", SqlText.indexable(row.softwareVersion()))
        .bind("test_version", SqlText.indexable(row.testVersion()))
        .bind("engine_name", SqlText.indexable(row.engineName()))
        .bind("engine_version", SqlText.indexable(row.engineVersion()))
        .bind("platform", SqlText.indexable(row.platform()))
        .bind("architecture", SqlText.indexable(row.architecture()))
        .bind("test_runtime", Double.isFinite(row.testRuntime()) ? row.testRuntime() : 0.0)
        .bind("domain", SqlText.indexable(row.domain()))
        .bind("scores", SqlText.storable(row.scores()))
        .bind("anomaly", row.anomaly())
        .bind("confirmed", row.confirmed())
        .bind("failure", row.failure())
        .bind("verification", row.verification().wire())
        .bind("marks", String.join(" ", new TreeSet<>(row.marks())))
        .bind("ooni_run_link_id", row.ooniRunLinkId().map(SqlText::indexable))
        .bind("identity", row.identity().toBytes())
        .bind("fingerprint", row.fingerprint().toBytes());
    LocationColumns.bind(batch, row.location());
    batch.add();
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

  private static Set<String> marks(String joined) {
    return joined.isEmpty() ? Set.of() : Set.of(joined.split(" ", -1));
  }
}
