package org.holdfast.catalogue.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/// A process of the first release on the catalogue's database: its migrations as they were (in
/// `formats/catalogue-1`), and its statements, prepared when it opens. Never changed.
final class FirstReleaseCatalogue implements AutoCloseable {
  private static final String COLUMNS =
      "uid, report_id, input, input_key, probe_cc, probe_asn, test_name, measurement_start_time,"
          + " test_start_time, software_name, software_version, test_version, engine_name,"
          + " engine_version, platform, architecture, test_runtime, domain, scores, anomaly,"
          + " confirmed, failure, verification, marks, ooni_run_link_id, identity, fingerprint,"
          + " journal_position, archive_stem, archive_line, frame_offset, frame_length,"
          + " document_offset, document_length, body_frame_offset, body_frame_length, body_offset,"
          + " body_length";

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  private FirstReleaseCatalogue(Connection connection) {
    this.connection = connection;
  }

  /// Brings the tables to where the first release wants them, and prepares all it says.
  ///
  /// @param onServer whether it is PostgreSQL
  static FirstReleaseCatalogue open(DataSource source, boolean onServer) throws SQLException {
    List<String> scripts = new ArrayList<>(List.of("classpath:formats/catalogue-1/shared"));
    if (onServer) {
      scripts.add("classpath:formats/catalogue-1/postgresql");
    }
    Flyway.configure(FirstReleaseCatalogue.class.getClassLoader())
        .dataSource(source)
        .locations(scripts.toArray(String[]::new))
        .placeholders(
            onServer
                ? Map.of("key", "TEXT COLLATE \"C\"", "digest", "BYTEA")
                : Map.of("key", "TEXT", "digest", "BLOB"))
        .load()
        .migrate();
    FirstReleaseCatalogue catalogue = new FirstReleaseCatalogue(source.getConnection());
    catalogue.prepareAll();
    return catalogue;
  }

  private void prepareAll() throws SQLException {
    String marks =
        List.of(COLUMNS.split(",")).stream().map(_ -> "?").collect(Collectors.joining(","));
    prepare(
        "claim",
        "INSERT INTO content_fingerprint (fingerprint, uid) VALUES (?, ?) ON CONFLICT DO NOTHING");
    prepare("claimed", "SELECT uid FROM content_fingerprint WHERE fingerprint = ?");
    prepare(
        "insert",
        "INSERT INTO measurement (" + COLUMNS + ") VALUES (" + marks + ") ON CONFLICT DO NOTHING");
    prepare(
        "alias",
        "INSERT INTO measurement_alias (alias, canonical, identity) VALUES (?, ?, ?)"
            + " ON CONFLICT DO NOTHING");
    prepare("canonical", "SELECT canonical FROM measurement_alias WHERE alias = ?");
    prepare(
        "quarantine",
        "INSERT INTO quarantined (uid, stage, reason, file, set_aside_at) VALUES (?, ?, ?, ?, ?)"
            + " ON CONFLICT DO NOTHING");
    prepare("stage", "SELECT stage FROM quarantined WHERE uid = ?");
    prepare(
        "opened",
        "INSERT INTO report (report_id, header, opened_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
    prepare("close", "UPDATE report SET closed_at = ? WHERE report_id = ? AND closed_at IS NULL");
    prepare("report", "SELECT header, opened_at, closed_at FROM report WHERE report_id = ?");
    prepare(
        "object",
        "INSERT INTO archive_object (stem, measurements, bytes, first_received_at, published_at)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
    prepare("known object", "SELECT 1 FROM archive_object WHERE stem = ?");
    prepare(
        "move",
        "UPDATE measurement SET journal_position = ?, archive_stem = ?, archive_line = ?,"
            + " frame_offset = ?, frame_length = ?, document_offset = ?, document_length = ?,"
            + " body_frame_offset = ?, body_frame_length = ?, body_offset = ?, body_length = ?"
            + " WHERE uid = ? AND archive_stem IS NULL");
    prepare("add", "UPDATE ledger SET amount = amount + ? WHERE name = ?");
    prepare("sums", "SELECT name, amount FROM ledger");
    prepare("rebuilt", "UPDATE catalogue_state SET fact = 'done' WHERE name = 'rebuild'");
    prepare("state", "SELECT fact FROM catalogue_state WHERE name = 'rebuild'");
    prepare(
        "search",
        "SELECT "
            + COLUMNS
            + " FROM measurement WHERE probe_cc IN (?) ORDER BY measurement_start_time ASC, uid ASC"
            + " LIMIT ? OFFSET ?");
  }

  private void prepare(String name, String sql) throws SQLException {
    statements.put(name, connection.prepareStatement(sql));
  }

  /// Adds a measurement that stands in the journal, as its pipeline does.
  void publish(String uid) throws SQLException {
    inTransaction(
        () -> {
          update("claim", digest("fingerprint " + uid), uid);
          int added =
              update(
                  "insert",
                  uid,
                  "20260821T090000Z_signal_IT_30722_n1_AbCdEfGh01234567",
                  "https://example.org/",
                  42L,
                  "IT",
                  30722L,
                  "signal",
                  1_787_302_800_000_000L,
                  1_787_302_800_000_000L,
                  "miniooni",
                  "3.22.0",
                  "0.2.5",
                  "ooniprobe-engine",
                  "3.22.0",
                  "linux",
                  "amd64",
                  0.5,
                  "example.org",
                  "{}",
                  false,
                  false,
                  false,
                  "u",
                  "",
                  null,
                  digest("identity " + uid),
                  digest("fingerprint " + uid),
                  "w 1 256",
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  null);
          update("add", (long) added, "published");
        });
  }

  /// Says that a measurement stands in the archive now.
  void archive(String uid, String stem) throws SQLException {
    inTransaction(
        () -> {
          update("object", stem, 1L, 1000L, 1_787_302_800_000_000L, 1_787_302_900_000_000L);
          int moved = update("move", null, stem, 0, 0L, 100, 0, 90, 0L, 100, 512, 90, uid);
          update("add", (long) moved, "archived");
        });
  }

  void alias(String alias, String canonical) throws SQLException {
    inTransaction(
        () ->
            update(
                "add", (long) update("alias", alias, canonical, digest("of " + alias)), "merged"));
  }

  void quarantine(String uid) throws SQLException {
    inTransaction(
        () ->
            update(
                "add",
                (long) update("quarantine", uid, "decode", "not-json", "day/" + uid, 1L),
                "quarantined"));
  }

  void openAndCloseReport(String reportId) throws SQLException {
    inTransaction(
        () -> {
          update("opened", reportId, "{\"test_name\":\"signal\"}", 1L);
          update("close", 2L, reportId);
        });
  }

  void markRebuilt() throws SQLException {
    inTransaction(() -> update("rebuilt"));
  }

  /// The uids its search finds, oldest first.
  List<String> search(String country) throws SQLException {
    return column("search", 1, country, 1000, 0);
  }

  /// Whether all its other readings of what is there succeed.
  boolean reads(String uid, String alias, String quarantined, String reportId, String stem)
      throws SQLException {
    return column("claimed", 1, (Object) digest("fingerprint " + uid)).equals(List.of(uid))
        && column("canonical", 1, alias).equals(List.of(uid))
        && column("stage", 1, quarantined).equals(List.of("decode"))
        && column("report", 1, reportId).size() == 1
        && column("state", 1).equals(List.of("done"))
        && !column("known object", 1, stem).isEmpty();
  }

  /// A sum of the ledger.
  long amount(String name) throws SQLException {
    try (ResultSet sums = bound("sums").executeQuery()) {
      while (sums.next()) {
        if (sums.getString("name").equals(name)) {
          return sums.getLong("amount");
        }
      }
      throw new SQLException("no sum " + name);
    }
  }

  private List<String> column(String statement, int column, Object... values) throws SQLException {
    List<String> found = new ArrayList<>();
    try (ResultSet results = bound(statement, values).executeQuery()) {
      while (results.next()) {
        found.add(results.getString(column));
      }
    }
    return found;
  }

  private int update(String statement, @Nullable Object... values) throws SQLException {
    return bound(statement, values).executeUpdate();
  }

  private PreparedStatement bound(String name, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = Objects.requireNonNull(statements.get(name));
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  @FunctionalInterface
  private interface Work {
    void run() throws SQLException;
  }

  private void inTransaction(Work work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      work.run();
      connection.commit();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static byte[] digest(String of) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(of.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
