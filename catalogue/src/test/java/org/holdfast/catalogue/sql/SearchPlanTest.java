package org.holdfast.catalogue.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.catalogue.Measurements.FIRST;
import static org.holdfast.catalogue.Measurements.measurement;
import static org.holdfast.catalogue.Queries.everything;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.catalogue.Queries;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// How SQLite goes about searches: by an index, and without sorting more than ties.
class SearchPlanTest {
  @TempDir private Path directory;
  private SqlCatalogue catalogue;
  private Handle handle;

  @BeforeEach
  void open() {
    Path database = directory.resolve("catalogue.sqlite");
    catalogue =
        SqlCatalogue.openSqlite(
            database, Clock.systemUTC(), new SimpleMeterRegistry(), SqlCatalogueOptions.DEFAULT);
    SqliteFile file = new SqliteFile(database, Clock.systemUTC(), new SqliteDialect());
    handle = Jdbi.create(file.forReading(Duration.ofSeconds(10))).open();
  }

  @AfterEach
  void close() {
    handle.close();
    catalogue.close();
  }

  static Stream<Arguments> searches() {
    return Stream.of(
        Arguments.of("measurement_by_time", recent()),
        Arguments.of("measurement_by_time", recent().after(measurement(1).row())),
        Arguments.of("measurement_by_time", recent().anomaly(true)),
        Arguments.of("measurement_by_country", recent().countries("IT")),
        Arguments.of(
            "measurement_by_country", recent().countries("IT").after(measurement(1).row())),
        Arguments.of("measurement_by_network", recent().asns(30722L)),
        Arguments.of("measurement_by_nettest", recent().tests("signal")),
        Arguments.of("measurement_by_domain", recent().domains("a.example")),
        Arguments.of("measurement_by_input", recent().input("https://a.example/")),
        Arguments.of("measurement_by_report", everything().report("r").newestFirst()),
        Arguments.of("measurement_by_report", everything().report("r").input("i")));
  }

  private static Queries recent() {
    return everything()
        .between(FIRST, FIRST.plusSeconds(1000))
        .knownVantageOnly()
        .newestFirst()
        .page(0, 100);
  }

  @ParameterizedTest
  @MethodSource("searches")
  @DisplayName("D39: the cost of a page does not grow with its number")
  void searchGoesByAnIndex(String index, Queries search) {
    List<String> plan = plan(search);
    assertThat(plan.getFirst()).startsWith("SEARCH measurement USING INDEX " + index + " ");
    if (!index.equals("measurement_by_report")) {
      assertThat(plan).doesNotContain("USE TEMP B-TREE FOR ORDER BY");
    }
  }

  @Test
  void searchesByKeyGoByAnIndex() {
    assertThat(explained(MeasurementTable.SELECT + "WHERE uid = 'u'"))
        .allMatch(step -> step.startsWith("SEARCH measurement USING INDEX sqlite_autoindex"));
    assertThat(explained(Lookups.BY_REPORT_AND_INPUT, "r", 1L, "i", 1).getFirst())
        .contains("measurement_by_report");
  }

  private List<String> plan(Queries search) {
    return SearchStatement.of(search.query())
        .prepare(handle, "EXPLAIN QUERY PLAN ")
        .map((results, context) -> results.getString("detail"))
        .list();
  }

  private List<String> explained(String statement, Object... values) {
    return handle
        .select("EXPLAIN QUERY PLAN " + statement, values)
        .map((results, context) -> results.getString("detail"))
        .list();
  }
}
