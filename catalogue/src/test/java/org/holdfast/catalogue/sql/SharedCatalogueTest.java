package org.holdfast.catalogue.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.catalogue.Measurements.measurement;
import static org.holdfast.catalogue.Measurements.uid;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.holdfast.catalogue.Catalogue.Ledger;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.QueryTooExpensiveException;
import org.holdfast.model.id.MeasurementUid;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Several installations, each with a journal of its own, in one database on a real server.
final class SharedCatalogueTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-08-21T10:00:00Z"), ZoneOffset.UTC);

  private final PostgresOptions database = PostgresServer.newCatalogue();
  private final SqlCatalogue one = open("1");
  private final SqlCatalogue other = open("2");

  private SqlCatalogue open(String installation) {
    return open(SqlCatalogueOptions.DEFAULT.withInstallation(installation));
  }

  private SqlCatalogue open(SqlCatalogueOptions options) {
    return SqlCatalogue.openPostgres(database, CLOCK, new SimpleMeterRegistry(), options);
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  private static void add(SqlCatalogue catalogue, int... numbers) {
    boolean unused =
        catalogue.inTransaction(
            transaction -> {
              for (int number : numbers) {
                transaction.addMeasurement(measurement(number).row());
              }
              return true;
            });
  }

  @Test
  @DisplayName("I6: each installation finds what it took in among what it counted")
  void sumsAreKeptApart() {
    add(one, 1, 2, 3);
    add(other, 4);
    add(other, 1);
    boolean unused =
        other.inTransaction(
            transaction -> {
              transaction.addAlias(uid(5), uid(1), measurement(5).row().identity());
              transaction.countFor("1");
              transaction.addAlias(uid(6), uid(1), measurement(6).row().identity());
              return true;
            });

    assertThat(one.ledger()).isEqualTo(new Ledger(3, 1, 0, 0));
    assertThat(other.ledger()).isEqualTo(new Ledger(1, 1, 0, 0));
    try (SqlCatalogue all = open("")) {
      assertThat(all.ledger()).isEqualTo(new Ledger(4, 2, 0, 0));
    }
  }

  @Test
  void eachInstallationHasLanesOfItsOwn() {
    note(one, "lane");
    note(other, "lane", "another");
    assertThat(lanes(other)).containsExactlyInAnyOrder("lane", "another");
    boolean unused =
        other.inTransaction(
            transaction -> {
              transaction.forgetLane("lane");
              return true;
            });
    assertThat(lanes(other)).containsExactly("another");
    assertThat(lanes(one)).containsExactly("lane");
  }

  private static void note(SqlCatalogue catalogue, String... lanes) {
    boolean unused =
        catalogue.inTransaction(
            transaction ->
                Stream.of(lanes).allMatch(lane -> transaction.noteIndexed(lane, 1).isEmpty()));
  }

  private static List<String> lanes(SqlCatalogue catalogue) {
    return catalogue.inTransaction(CatalogueTransaction::lanes);
  }

  @Test
  @DisplayName(
      "I11: a database that was one installation's own stays balanced, also after a way back")
  void onlyInstallationTakesOverTheSumsOfAll() {
    PostgresOptions own = PostgresServer.newCatalogue();
    for (int round = 1; round <= 2; round++) {
      try (SqlCatalogue previous = openOwn(own, "")) {
        add(previous, round);
        previous.markRebuilt();
      }
      try (SqlCatalogue next = openOwn(own, "1")) {
        assertThat(next.ledger().published()).isEqualTo(round);
        assertThat(next.needsRebuild()).isFalse();
      }
    }
  }

  private static SqlCatalogue openOwn(PostgresOptions own, String installation) {
    return SqlCatalogue.openPostgres(
        own,
        CLOCK,
        new SimpleMeterRegistry(),
        SqlCatalogueOptions.DEFAULT.withInstallation(installation));
  }

  @Test
  @DisplayName("I2: who joins fills in what its own journal holds")
  void eachInstallationIsRebuiltByItself() {
    assertThat(one.needsRebuild()).isTrue();
    one.markRebuilt();
    assertThat(one.needsRebuild()).isFalse();
    assertThat(other.needsRebuild()).isTrue();
    other.markRebuilt();
    assertThat(other.needsRebuild()).isFalse();
  }

  @Test
  void nobodyTakesAnothersJournalForItsOwn() {
    add(one, 1);
    add(other, 2);
    assertThat(one.find(uid(2).text()).orElseThrow().location())
        .isEqualTo(new Location.InJournal("p2", "2"));
    assertThat(inJournalOf(one)).containsExactly(uid(1));
    assertThat(inJournalOf(other)).containsExactly(uid(2));
  }

  private static Set<MeasurementUid> inJournalOf(SqlCatalogue catalogue) {
    return catalogue.inTransaction(t -> t.positionsInJournal(uid(9)).keySet());
  }

  @Test
  @DisplayName("I5: two that register the same contents crosswise both get through and agree")
  void collisionsAreRepeated() throws Exception {
    CyclicBarrier bothHold = new CyclicBarrier(2);
    try (ExecutorService processes = Executors.newFixedThreadPool(2)) {
      Future<List<MeasurementUid>> first =
          processes.submit(() -> claimCrosswise(one, bothHold, 10, 1, 2));
      Future<List<MeasurementUid>> second =
          processes.submit(() -> claimCrosswise(other, bothHold, 20, 2, 1));
      assertThat(first.get()).containsExactlyInAnyOrderElementsOf(second.get());
    }
  }

  /// Both hold one content before they ask for the other's, the first time.
  private static List<MeasurementUid> claimCrosswise(
      SqlCatalogue catalogue, CyclicBarrier bothHold, int uids, int first, int second) {
    boolean[] again = {false};
    return catalogue.inTransaction(
        transaction -> {
          MeasurementUid mine = claim(transaction, first, uids + first);
          if (!again[0]) {
            again[0] = true;
            await(bothHold);
          }
          return List.of(mine, claim(transaction, second, uids + second));
        });
  }

  private static MeasurementUid claim(CatalogueTransaction transaction, int content, int uid) {
    return transaction.claimFingerprint(measurement(content).row().fingerprint(), uid(uid));
  }

  private static void await(CyclicBarrier barrier) {
    try {
      int unused = barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("D41: a reading of many short statements is bounded as a whole")
  void manyStatementsShareOneBound() {
    Duration bound = Duration.ofMillis(300);
    SqlCatalogueOptions options = SqlCatalogueOptions.DEFAULT.withQueryBound(bound);
    PostgresDatabase server = new PostgresDatabase(database, CLOCK);
    try (BoundedReadings readings =
        BoundedReadings.start(Jdbi.create(server.forReading(bound)), server.dialect(), options)) {
      assertThatThrownBy(
              () ->
                  readings.read(
                      handle -> {
                        for (int i = 0; i < 1_000; i++) {
                          handle.execute("SELECT pg_sleep(0.1)");
                        }
                        return true;
                      }))
          .isInstanceOf(QueryTooExpensiveException.class);
      assertThat(
              readings.<Integer>read(
                  handle -> handle.select("SELECT 1").mapTo(Integer.class).one()))
          .isEqualTo(1);
    }
  }

  @Test
  @DisplayName("I11: tables of a later release are used, and said to be so")
  void laterTablesAreUsed() {
    try (LogLines log = LogLines.of(Migrations.class)) {
      PostgresServer.execute(
          database.url().replaceFirst(".*/", "").replaceFirst("\\?.*", ""),
          "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,"
              + " installed_by, execution_time, success)"
              + " VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 'x', 1, true)");
      try (SqlCatalogue late = open("1")) {
        add(late, 1);
        assertThat(late.ledger().published()).isEqualTo(1);
      }
      assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("version 99"));
    }
  }
}
