package org.holdfast.catalogue.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.catalogue.Measurements.measurement;
import static org.holdfast.catalogue.Measurements.uid;
import static org.holdfast.catalogue.Queries.everything;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueContract;
import org.holdfast.catalogue.CatalogueUnavailableException;
import org.holdfast.catalogue.QueryTooExpensiveException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteCatalogueTest extends CatalogueContract {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-08-21T10:00:00Z"), ZoneOffset.UTC);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @TempDir private Path directory;

  @Override
  protected Catalogue open() {
    return open(file(), SqlCatalogueOptions.DEFAULT);
  }

  private SqlCatalogue open(Path database, SqlCatalogueOptions options) {
    return SqlCatalogue.openSqlite(database, CLOCK, registry, options);
  }

  private Path file() {
    return directory.resolve("data/catalogue.sqlite");
  }

  @Test
  @DisplayName("D41: a search past its time bound is stopped and names the bound")
  void searchPastItsBoundIsStopped() {
    Path database = directory.resolve("bound.sqlite");
    fill(database, 3_000);
    Duration bound = Duration.ofNanos(1);
    try (SqlCatalogue impatient =
        open(database, SqlCatalogueOptions.DEFAULT.withQueryBound(bound))) {
      // Every row must be looked at, since no index covers this filter.
      assertThatThrownBy(() -> impatient.search(everything().software("no such version").query()))
          .isInstanceOfSatisfying(
              QueryTooExpensiveException.class, e -> assertThat(e.bound()).isEqualTo(bound));
      assertThat(registry.counter("holdfast.catalogue.readings.stopped").count()).isEqualTo(1);
      // The connection is as good as before, and cheap readings go through.
      assertThat(impatient.find(uid(1).text())).isPresent();
    }
  }

  @Test
  void searchThatStaysWithinItsBoundIsNotDisturbed() {
    Path database = directory.resolve("bound.sqlite");
    fill(database, 3_000);
    try (SqlCatalogue patient = open(database, SqlCatalogueOptions.DEFAULT)) {
      assertThat(patient.search(everything().software("no such version").query())).isEmpty();
    }
  }

  @Test
  @DisplayName("I2: a file that is no database is moved aside and a fresh one begun")
  void fileThatIsNoDatabaseIsMovedAside() throws IOException {
    Path database = directory.resolve("garbage.sqlite");
    Files.writeString(database, "this is not a database, whatever its name says\n".repeat(500));
    try (SqlCatalogue fresh = open(database, SqlCatalogueOptions.DEFAULT)) {
      assertThat(fresh.needsRebuild()).isTrue();
      assertThat(fresh.ledger().published()).isZero();
    }
    assertThat(names()).contains("garbage.sqlite.damaged-20260821T100000000Z");
  }

  @Test
  @DisplayName("I2: a database with damaged pages is moved aside and a fresh one begun")
  void databaseWithDamagedPagesIsMovedAside() throws IOException {
    Path database = directory.resolve("torn.sqlite");
    fill(database, 1_000);
    byte[] bytes = Files.readAllBytes(database);
    for (int page = 2; page < bytes.length / 4096; page++) {
      Arrays.fill(bytes, page * 4096, page * 4096 + 512, (byte) 0xA5);
    }
    Files.write(database, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    try (SqlCatalogue fresh = open(database, SqlCatalogueOptions.DEFAULT)) {
      assertThat(fresh.needsRebuild()).isTrue();
      assertThat(fresh.find(uid(1).text())).isEmpty();
    }
    assertThat(names()).anyMatch(n -> n.startsWith("torn.sqlite.damaged-"));
  }

  @Test
  void damageThatAReadingMeetsIsNotedForTheNextStart() throws IOException {
    Path database = directory.resolve("late.sqlite");
    fill(database, 1_000);
    try (SqlCatalogue damaged = open(database, SqlCatalogueOptions.DEFAULT)) {
      byte[] bytes = Files.readAllBytes(database);
      // Beyond the pages of the schema, which the connections have read already.
      Arrays.fill(bytes, 40 * 4096, bytes.length, (byte) 0xA5);
      Files.write(database, bytes, StandardOpenOption.WRITE);
      assertThatThrownBy(() -> damaged.search(everything().software("none").query()))
          .isInstanceOf(CatalogueUnavailableException.class);
    }
    assertThat(names()).contains("late.sqlite.damaged");
    try (SqlCatalogue fresh = open(database, SqlCatalogueOptions.DEFAULT)) {
      assertThat(fresh.needsRebuild()).isTrue();
      assertThat(fresh.search(everything().query())).isEmpty();
    }
    assertThat(names()).anyMatch(n -> n.startsWith("late.sqlite.damaged-"));
  }

  @Test
  void logWithoutItsDatabaseIsMovedAside() throws IOException {
    Path database = directory.resolve("gone.sqlite");
    Files.writeString(directory.resolve("gone.sqlite-wal"), "left over");
    try (SqlCatalogue fresh = open(database, SqlCatalogueOptions.DEFAULT)) {
      assertThat(fresh.needsRebuild()).isTrue();
    }
    assertThat(names()).contains("gone.sqlite-wal.damaged-20260821T100000000Z");
  }

  @Test
  void directoryThatCannotBeUsedIsReported() throws IOException {
    Path blocked = Files.writeString(directory.resolve("plain-file"), "");
    assertThatThrownBy(() -> open(blocked.resolve("c.sqlite"), SqlCatalogueOptions.DEFAULT))
        .isInstanceOf(CatalogueUnavailableException.class);
  }

  @Test
  void readersCannotWrite() {
    Path database = directory.resolve("ro.sqlite");
    fill(database, 1);
    var source =
        new SqliteFile(database, CLOCK, new SqliteDialect()).forReading(Duration.ofSeconds(10));
    assertThatThrownBy(
            () -> {
              try (var connection = source.getConnection();
                  var statement = connection.createStatement()) {
                statement.execute("DELETE FROM measurement");
              }
            })
        .hasMessageContaining("readonly");
  }

  @Test
  void closedCatalogueIsNotReachable() {
    SqlCatalogue closed = open(directory.resolve("closed.sqlite"), SqlCatalogueOptions.DEFAULT);
    closed.close();
    assertThat(closed.isReachable()).isFalse();
  }

  private void fill(Path database, int measurements) {
    try (SqlCatalogue filled = open(database, SqlCatalogueOptions.DEFAULT)) {
      filled.inTransaction(
          t -> {
            for (int i = 0; i < measurements; i++) {
              t.addMeasurement(measurement(i).row());
            }
            return measurements;
          });
      filled.markRebuilt();
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }
}
