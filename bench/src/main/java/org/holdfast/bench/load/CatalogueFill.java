package org.holdfast.bench.load;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.catalogue.sql.PostgresOptions;
import org.holdfast.catalogue.sql.SqlCatalogue;
import org.holdfast.catalogue.sql.SqlCatalogueOptions;
import org.holdfast.model.Sha256;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Fills an empty catalogue in PostgreSQL past the program, which is there to be measured on a full
/// one: all rows in two `COPY`, and the indexes afterwards, as they were.
final class CatalogueFill {
  private static final int PIECE_CHARS = 1 << 18;

  private final PostgresOptions server;
  private final MadeUpRows rows;

  CatalogueFill(PostgresOptions server, MadeUpRows rows) {
    this.server = server;
    this.rows = rows;
  }

  void run() throws SQLException {
    partitions();
    try (Connection connection =
            DriverManager.getConnection(server.url(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      List<String> indexes = dropIndexes(statement);
      copy(
          connection,
          "measurement (uid, report_id, input, input_key, probe_cc, probe_asn, test_name,"
              + " measurement_start_time, test_start_time, software_name, software_version,"
              + " test_version, engine_name, engine_version, platform, architecture, test_runtime,"
              + " domain, scores, anomaly, confirmed, failure, verification, marks, identity,"
              + " fingerprint, archive_stem, archive_line, frame_offset, frame_length,"
              + " document_offset, document_length, body_frame_offset, body_frame_length,"
              + " body_offset, body_length)",
          CatalogueFill::measurement);
      copy(connection, "content_fingerprint (fingerprint, uid)", CatalogueFill::fingerprint);
      for (String index : indexes) {
        execute(statement, index);
      }
      execute(
          statement,
          "UPDATE ledger SET amount = %d WHERE name IN ('published', 'archived')"
              .formatted(rows.count()));
      execute(statement, "VACUUM ANALYZE");
    }
  }

  /// As servers had made them that ran then.
  private void partitions() {
    for (Duration past = Duration.ZERO;
        past.compareTo(MadeUpRows.SPAN.plusDays(31)) < 0;
        past = past.plusDays(28)) {
      Instant then = rows.begin().plus(past).truncatedTo(ChronoUnit.DAYS);
      try (SqlCatalogue catalogue =
          SqlCatalogue.openPostgres(
              server,
              Clock.fixed(then, ZoneOffset.UTC),
              new SimpleMeterRegistry(),
              SqlCatalogueOptions.DEFAULT)) {
        var _ = catalogue.inTransaction(_ -> then);
      }
    }
  }

  private static List<String> dropIndexes(Statement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    List<String> definitions = new ArrayList<>();
    try (ResultSet found =
        statement.executeQuery(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'measurement'"
                + " AND indexdef NOT LIKE 'CREATE UNIQUE%'")) {
      while (found.next()) {
        names.add(found.getString(1));
        definitions.add(found.getString(2).replace(" ON ONLY ", " ON "));
      }
    }
    for (String name : names) {
      execute(statement, "DROP INDEX " + name);
    }
    return definitions;
  }

  private interface Line {
    void write(StringBuilder text, MeasurementRow row);
  }

  private void copy(Connection connection, String target, Line line) throws SQLException {
    long started = System.nanoTime();
    CopyIn copy =
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + target + " FROM STDIN");
    StringBuilder text = new StringBuilder();
    for (int number = 0; number < rows.count(); number++) {
      line.write(text, rows.row(number));
      if (text.length() > PIECE_CHARS) {
        send(copy, text);
      }
    }
    send(copy, text);
    long copied = copy.endCopy();
    IntakeShare.print("%d lines in %.0f s", copied, (System.nanoTime() - started) / 1e9);
  }

  private static void send(CopyIn copy, StringBuilder text) throws SQLException {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    copy.writeToCopy(bytes, 0, bytes.length);
    text.setLength(0);
  }

  /// No value of these rows needs an escape.
  private static void measurement(StringBuilder text, MeasurementRow row) {
    long inputKey = Sha256.of(row.input().getBytes(StandardCharsets.UTF_8)).a();
    text.append(row.uid().text()).append('\t');
    text.append(row.reportId()).append('\t');
    text.append(row.input()).append('\t').append(inputKey).append('\t');
    text.append(row.vantagePoint().countryCode().text()).append('\t');
    text.append(row.vantagePoint().asn().number()).append('\t');
    text.append(row.testName()).append('\t').append(micros(row.measurementStartTime()));
    text.append('\t').append(micros(row.testStartTime())).append('\t');
    for (String part :
        List.of(
            row.softwareName(),
            row.softwareVersion(),
            row.testVersion(),
            row.engineName(),
            row.engineVersion(),
            row.platform(),
            row.architecture())) {
      text.append(part).append('\t');
    }
    text.append(row.testRuntime()).append('\t');
    text.append(row.domain()).append('\t');
    text.append(row.scores()).append('\t').append(row.anomaly()).append('\t');
    text.append(row.confirmed()).append('\t').append(row.failure()).append('\t');
    text.append(row.verification().wire()).append("\t\t");
    digest(text, row.identity()).append('\t');
    digest(text, row.fingerprint()).append("\traw/stem\t1\t0\t1\t0\t1\t0\t1\t0\t1\n");
  }

  private static void fingerprint(StringBuilder text, MeasurementRow row) {
    digest(text, row.fingerprint()).append('\t').append(row.uid().text()).append('\n');
  }

  private static StringBuilder digest(StringBuilder text, Sha256 digest) {
    return text.append("\\\\x").append(HexFormat.of().formatHex(digest.toBytes()));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private static void execute(Statement statement, String sql) throws SQLException {
    long started = System.nanoTime();
    boolean unused = statement.execute(sql);
    IntakeShare.print("%.0f s  %s", (System.nanoTime() - started) / 1e9, sql);
  }
}
