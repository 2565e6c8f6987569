package org.holdfast.catalogue.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.catalogue.Measurements.measurement;
import static org.holdfast.catalogue.Measurements.uid;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.holdfast.catalogue.CatalogueTransaction.ReportRow;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/// Invariant I11 for the catalogue's tables: the first release beside this one, before, during and
/// after the migration, and when it comes back. Where this build adds no migration the middle is
/// empty; what then remains is that its statements and the first release's agree.
class ReleasedCatalogueTest {
  private static final String BEFORE = "20260821090000.000001_IT_signal_0000000000000001";
  private static final String BESIDE = "20260821090000.000002_IT_signal_0000000000000002";
  private static final String BACK = "20260821090000.000003_IT_signal_0000000000000003";
  private static final String COPY = "20260821090000.000004_IT_signal_0000000000000004";
  private static final String UNREADABLE = "20260821090000.000005_IT_signal_0000000000000005";
  private static final String REPORT = "20260821T090000Z_signal_IT_30722_n1_aaaaaaaaaaaaaaaa";
  private static final String STEM = "raw/20260821/09/IT/signal/2026082109_IT_signal.n1.0";

  @TempDir private Path directory;

  @Test
  @DisplayName("I11: in SQLite the first release works on beside this one, and after a roll-back")
  void firstReleaseWorksBesideThisOneInSqlite() throws SQLException {
    Path file = directory.resolve("catalogue.sqlite");
    besideAndBack(
        new SqliteFile(file, Clock.systemUTC(), new SqliteDialect()).forWriting(),
        false,
        () ->
            SqlCatalogue.openSqlite(
                file, Clock.systemUTC(), new SimpleMeterRegistry(), SqlCatalogueOptions.DEFAULT));
  }

  @Test
  @DisplayName("I11: in PostgreSQL, too")
  void firstReleaseWorksBesideThisOneInPostgres() throws SQLException {
    PostgresOptions server = PostgresServer.emptyDatabase();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(server.url());
    source.setUser(server.user());
    besideAndBack(
        source,
        true,
        () ->
            SqlCatalogue.openPostgres(
                server, Clock.systemUTC(), new SimpleMeterRegistry(), SqlCatalogueOptions.DEFAULT));
  }

  private static void besideAndBack(
      DataSource source, boolean onServer, Supplier<SqlCatalogue> thisRelease) throws SQLException {
    try (FirstReleaseCatalogue old = FirstReleaseCatalogue.open(source, onServer)) {
      old.publish(BEFORE);
      old.markRebuilt();
      try (SqlCatalogue current = thisRelease.get()) {
        assertThat(current.needsRebuild()).isFalse();
        old.publish(BESIDE);
        old.archive(BEFORE, STEM);
        old.alias(COPY, BEFORE);
        old.quarantine(UNREADABLE);
        old.openAndCloseReport(REPORT);
        current.inTransaction(
            t -> {
              t.addMeasurement(measurement(1).row());
              return true;
            });

        assertThat(current.find(BESIDE)).isPresent();
        assertThat(current.find(COPY)).isPresent().isEqualTo(current.find(BEFORE));
        assertThat(current.findSetAside(UNREADABLE)).contains("decode");
        Optional<ReportRow> report = current.inTransaction(t -> t.findReport(REPORT));
        assertThat(report.flatMap(ReportRow::closedAt)).isPresent();
        assertThat(current.ledger().published()).isEqualTo(3);
        assertThat(old.search("IT")).contains(BEFORE, BESIDE, uid(1).text());
      }
    }
    // Its start runs its own migrations over what this release has left.
    try (FirstReleaseCatalogue back = FirstReleaseCatalogue.open(source, onServer)) {
      back.publish(BACK);
      assertThat(back.search("IT")).contains(BEFORE, BESIDE, BACK, uid(1).text());
      assertThat(back.reads(BEFORE, COPY, UNREADABLE, REPORT, STEM)).isTrue();
      assertThat(back.amount("published")).isEqualTo(4);
      assertThat(back.amount("merged") + back.amount("quarantined") + back.amount("archived"))
          .isEqualTo(3);
    }
    try (SqlCatalogue again = thisRelease.get()) {
      assertThat(again.needsRebuild()).isFalse();
      assertThat(again.find(BACK)).isPresent();
    }
  }

  @Test
  @DisplayName("I11: a SQLite file of each version of the tables is brought up to date")
  void everyVersionOfTheTablesIsBroughtUpToDate() throws SQLException {
    for (MigrationVersion version : versions()) {
      Path file = directory.resolve("at-" + version + ".sqlite");
      DataSource source = new SqliteFile(file, Clock.systemUTC(), new SqliteDialect()).forWriting();
      flyway(source, version).migrate();
      try (FirstReleaseCatalogue first = FirstReleaseCatalogue.open(source, false)) {
        first.publish(BEFORE);
        first.markRebuilt();
      }
      try (SqlCatalogue current =
          SqlCatalogue.openSqlite(
              file, Clock.systemUTC(), new SimpleMeterRegistry(), SqlCatalogueOptions.DEFAULT)) {
        assertThat(current.needsRebuild()).as("not begun afresh at " + version).isFalse();
        assertThat(current.find(BEFORE)).isPresent();
        assertThat(current.isReachable()).isTrue();
      }
    }
  }

  private List<MigrationVersion> versions() {
    DataSource none =
        new SqliteFile(directory.resolve("none.sqlite"), Clock.systemUTC(), new SqliteDialect())
            .forWriting();
    return Arrays.stream(flyway(none, MigrationVersion.LATEST).info().all())
        .map(MigrationInfo::getVersion)
        .toList();
  }

  private static Flyway flyway(DataSource source, MigrationVersion target) {
    Dialect dialect = new SqliteDialect();
    return Flyway.configure(SqlCatalogue.class.getClassLoader())
        .dataSource(source)
        .locations(dialect.migrations().toArray(String[]::new))
        .placeholders(dialect.columnTypes())
        .target(target)
        .load();
  }
}
