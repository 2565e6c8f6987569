package org.holdfast.catalogue.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.catalogue.Measurements.measurement;
import static org.holdfast.catalogue.Measurements.uid;
import static org.holdfast.catalogue.Queries.everything;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueContract;
import org.holdfast.catalogue.CatalogueUnavailableException;
import org.holdfast.catalogue.QueryTooExpensiveException;
import org.holdfast.model.id.MeasurementUid;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// On a real server, a database for each test.
class PostgresCatalogueTest extends CatalogueContract {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-08-21T10:00:00Z"), ZoneOffset.UTC);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PostgresOptions database = PostgresServer.newCatalogue();

  @Override
  protected Catalogue open() {
    return open(SqlCatalogueOptions.DEFAULT);
  }

  private SqlCatalogue open(SqlCatalogueOptions options) {
    return SqlCatalogue.openPostgres(database, CLOCK, registry, options);
  }

  @Test
  @DisplayName("D41: a search past its time bound is stopped by the server and names the bound")
  void searchPastItsBoundIsStopped() throws SQLException {
    add(1, 2_000);
    Duration bound = Duration.ofMillis(20);
    try (SqlCatalogue impatient = open(SqlCatalogueOptions.DEFAULT.withQueryBound(bound));
        Connection other = connect()) {
      other.setAutoCommit(false);
      run(other, "LOCK TABLE measurement IN ACCESS EXCLUSIVE MODE");
      assertThatThrownBy(() -> impatient.search(everything().query()))
          .isInstanceOfSatisfying(
              QueryTooExpensiveException.class, e -> assertThat(e.bound()).isEqualTo(bound));
      other.rollback();
      assertThat(impatient.find(uid(1).text())).isPresent();
    }
  }

  @Test
  @DisplayName("I11: tables of a later release are used, and it is told")
  void tablesOfALaterReleaseAreUsedAndTold() throws SQLException {
    try (SqlCatalogue newest = open(SqlCatalogueOptions.DEFAULT);
        Connection connection = connect()) {
      assertThat(newest.notes()).isEmpty();
      run(
          connection,
          "INSERT INTO flyway_schema_history VALUES"
              + " (99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'later', now(), 1, true)");
    }
    try (SqlCatalogue older = open(SqlCatalogueOptions.DEFAULT)) {
      assertThat(older.notes())
          .singleElement()
          .asString()
          .contains("of a later release (version 99)", "should be replaced");
      assertThat(older.ledger().published()).isZero();
    }
  }

  @Test
  void measurementsStandInThePartitionOfTheirMonth() throws SQLException {
    add(1, 3);
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet partitions =
            statement.executeQuery(
                "SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'"
                    + " ORDER BY relname")) {
      List<String> names = new ArrayList<>();
      while (partitions.next()) {
        names.add(partitions.getString(1));
      }
      assertThat(names)
          .containsExactly("measurement_202608", "measurement_202609", "measurement_rest");
      assertThat(count(connection, "measurement_202608")).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("I5: of two processes that index the same content at once, one wins for both")
  void oneUidWinsForEqualContent() throws Exception {
    try (SqlCatalogue one = open(SqlCatalogueOptions.DEFAULT);
        SqlCatalogue other = open(SqlCatalogueOptions.DEFAULT);
        ExecutorService processes = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 20; round++) {
        int n = round;
        Future<MeasurementUid> first = processes.submit(() -> claim(one, n, 1_000 + n));
        Future<MeasurementUid> second = processes.submit(() -> claim(other, n, 2_000 + n));
        assertThat(first.get()).isEqualTo(second.get());
      }
    }
  }

  private static MeasurementUid claim(Catalogue catalogue, int content, int uid) {
    return catalogue.inTransaction(
        transaction ->
            transaction.claimFingerprint(measurement(content).row().fingerprint(), uid(uid)));
  }

  @Test
  @DisplayName("D23: a connection cut in the middle fails one transaction and no more")
  void cutConnectionFailsOneTransaction() {
    try (SqlCatalogue catalogue = open(SqlCatalogueOptions.DEFAULT)) {
      assertThatThrownBy(
              () ->
                  catalogue.inTransaction(
                      transaction -> {
                        transaction.addMeasurement(measurement(1).row());
                        cutEveryConnection();
                        transaction.addMeasurement(measurement(2).row());
                        return true;
                      }))
          .isInstanceOf(CatalogueUnavailableException.class);
      assertThat(catalogue.ledger().published()).isZero();
      add(1, 2);
      assertThat(catalogue.ledger().published()).isEqualTo(2);
    }
  }

  @Test
  void twoProcessesMayMigrateAtOnce() throws Exception {
    PostgresOptions empty = PostgresServer.emptyDatabase();
    try (ExecutorService processes = Executors.newFixedThreadPool(2)) {
      List<Future<SqlCatalogue>> opening = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        opening.add(
            processes.submit(
                () ->
                    SqlCatalogue.openPostgres(
                        empty, CLOCK, registry, SqlCatalogueOptions.DEFAULT)));
      }
      for (Future<SqlCatalogue> opened : opening) {
        try (SqlCatalogue catalogue = opened.get()) {
          assertThat(catalogue.ledger().published()).isZero();
        }
      }
    }
  }

  @Test
  void serverThatIsNotThereIsUnavailable() {
    PostgresOptions nobody =
        new PostgresOptions("jdbc:postgresql://127.0.0.1:1/holdfast", "postgres", "secret");
    assertThatThrownBy(
            () -> SqlCatalogue.openPostgres(nobody, CLOCK, registry, SqlCatalogueOptions.DEFAULT))
        .isInstanceOf(CatalogueUnavailableException.class)
        .hasStackTraceContaining("Connection to 127.0.0.1:1 refused");
    assertThat(nobody.toString()).doesNotContain("secret");
  }

  private void add(int from, int to) {
    try (SqlCatalogue catalogue = open(SqlCatalogueOptions.DEFAULT)) {
      boolean unused =
          catalogue.inTransaction(
              transaction -> {
                for (int n = from; n <= to; n++) {
                  transaction.addMeasurement(measurement(n).row());
                }
                return true;
              });
    }
  }

  private void cutEveryConnection() {
    PostgresServer.execute(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
            + " 'holdfast' AND pid <> pg_backend_pid()");
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean unused = statement.execute(sql);
    }
  }

  private static long count(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery("SELECT count(*) FROM " + table)) {
      results.next();
      return results.getLong(1);
    }
  }
}
