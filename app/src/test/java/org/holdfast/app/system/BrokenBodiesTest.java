package org.holdfast.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.CheckReport;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.history.HistoryChecker;
import org.holdfast.testkit.history.Promise;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.metrics.Ledger;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.metrics.Submissions;
import org.holdfast.testkit.probe.BrokenSender;
import org.holdfast.testkit.probe.GoProbe;
import org.holdfast.testkit.probe.OoniprobeYaml;
import org.holdfast.testkit.probe.SubmitProbe;
import org.holdfast.testkit.probe.Told;
import org.holdfast.testkit.traffic.BrokenBodies;
import org.holdfast.testkit.traffic.BrokenBody;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.traffic.MeasurementMaker;
import org.holdfast.testkit.traffic.Nettest;
import org.holdfast.testkit.traffic.Vantage;
import org.holdfast.testkit.wire.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What cannot be read is refused with the shape its generation expects, is counted, and harms
/// nothing else.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenBodiesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private static Path directory;

  private final History history = History.inMemory();
  private final MeasurementMaker maker =
      new MeasurementMaker(11, Instant.now().minus(Duration.ofDays(1)));
  private Installation server;
  private String reportId;

  @BeforeAll
  void start() throws IOException {
    server =
        new Installation(
            directory,
            """
            pipeline:
              publish-after: 1s
            deadlines:
              headers: 2s
              body: 2s
            """);
    reportId = open();
  }

  @AfterAll
  void goodMeasurementsAreUnharmedAndTheSumsHold() throws IOException {
    try (Installation ending = server;
        ReadApi api = new ReadApi(ending.open())) {
      Settling.awaitArchived(server.admin(), server.archive(), Installation.PATIENCE);
      CheckReport report = new HistoryChecker(api).check(history);
      assertThat(report.findings()).isEmpty();
      assertThat(report.accepted()).isEqualTo(report.measurements());
    }
  }

  @ParameterizedTest
  @MethodSource("broken")
  @DisplayName("L1 to L4, L18, L30 to L32, P4, P6, P37, P46, U2, U6")
  void brokenRequestIsRefusedAndCountedAndHarmsNothing(BrokenBody broken) throws Exception {
    RefusalTable.Row row = RefusalTable.of(broken.name());
    handInGoodOne();
    PrometheusText before = scrape();

    Optional<Answer> answer = new BrokenSender(server.open(), PATIENCE).send(broken);

    assertRefusedAsOwed(broken, row, answer);
    // What is answered is counted before; what is closed in silence may be counted after.
    await()
        .pollDelay(Duration.ZERO)
        .untilAsserted(() -> assertCountedOnce(broken, row, before, scrape()));
    handInGoodOne();
  }

  @Test
  @DisplayName("every broken request stands in the table, and nothing else")
  void tableHasARowForEachBrokenRequest() {
    assertThat(broken().map(broken -> RefusalTable.of(broken.name())).distinct())
        .hasSize(RefusalTable.size());
  }

  @Test
  @DisplayName("L32, D24, U10: a YAML entry that expands without end is kept whole and set aside")
  void yamlAliasBombInAReportIsSetAsideAndStopsNothing() throws Exception {
    PrometheusText before = Settling.awaitIndexed(server.admin(), Installation.PATIENCE);
    List<Measurement> entries = new ArrayList<>(maker.yamlSeries(2));
    Measurement bomb = maker.aliasBomb(entries.getFirst().vantage());
    entries.add(1, bomb);
    OoniprobeYaml probe = new OoniprobeYaml(server.open(), history, Clock.systemUTC());

    assertThat(probe.handIn(entries)).isEmpty();

    probe.finish();
    handInGoodOne();
    PrometheusText after = Settling.awaitIndexed(server.admin(), Installation.PATIENCE);
    assertThat(Ledger.of(after).quarantined() - Ledger.of(before).quarantined()).isEqualTo(1);
    assertThat(Ledger.of(after).published() - Ledger.of(before).published())
        .as("the entries around it and the next measurement")
        .isEqualTo(3);
    String uid =
        Promise.uids(Objects.requireNonNull(history.byKey().get(bomb.key()))).iterator().next();
    try (Stream<Path> files = Files.walk(server.data().resolve("quarantine"))) {
      assertThat(files.filter(file -> file.getFileName().toString().equals(uid + ".post")))
          .singleElement()
          .satisfies(file -> assertThat(Files.readString(file)).contains("*a9"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "20240131T101112Z_webconnectivity_IT_3269_n7_0123456789abcdef",
        "20170131T101112Z_AS3269_01234567890123456789012345678901234567890123456789",
        "20130131T101112Z_abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij",
        "0123456789012345678901234567890123456789012345678901234567890123"
      })
  @DisplayName(
      "U2, P41: an id of another fleet is stored, since a refused id is a lost measurement")
  void idOfAnotherFleetIsAccepted(String foreignId) throws Exception {
    GoProbe probe = GoProbe.continuing(server.open(), history, Clock.systemUTC(), foreignId);

    assertThat(probe.handIn(maker.series(Generation.GO_REPORT, 1))).isEmpty();

    probe.finish();
    assertThat(history.attempts().getLast().told()).isInstanceOf(Told.Acknowledged.class);
  }

  @Test
  @DisplayName("P7, L36: a body of 30 MB is accepted")
  void thirtyMegabytesAreAccepted() throws Exception {
    Measurement large =
        maker.json(
            Generation.GO_REPORT,
            Nettest.WEB_CONNECTIVITY,
            new Vantage("IT", "AS3269"),
            30_000_000);
    GoProbe probe = new GoProbe(server.open(), history, Clock.systemUTC());

    assertThat(probe.handIn(List.of(large))).isEmpty();

    probe.finish();
    assertThat(history.attempts().getLast().told()).isInstanceOf(Told.Acknowledged.class);
  }

  Stream<BrokenBody> broken() {
    String authority = server.open().authority();
    return Stream.concat(
        BrokenBodies.all(authority, reportId).stream(),
        BrokenBodies.slow(authority, reportId).stream());
  }

  private static void assertCountedOnce(
      BrokenBody broken, RefusalTable.Row row, PrometheusText before, PrometheusText after) {
    assertThat(growth("holdfast_http_refused_total", before, after))
        .isEqualTo(Map.of(row.reason(), 1L));
    Map<String, Long> submissions = growth("holdfast_submissions_refused_total", before, after);
    submissions.putAll(growth("holdfast_submissions_deferred_total", before, after));
    assertThat(submissions)
        .as("refused, or deferred where it was too slow")
        .isEqualTo(broken.owed().submission() ? Map.of(row.reason(), 1L) : Map.of());
    assertThat(Submissions.of(after).received() - Submissions.of(before).received())
        .as("received")
        .isEqualTo(broken.owed().submission() ? 1 : 0);
  }

  /// By how much a counter grew, by reason.
  private static Map<String, Long> growth(
      String counter, PrometheusText before, PrometheusText after) {
    Map<String, Long> growth = new TreeMap<>();
    for (PrometheusText.Sample sample : after.samples()) {
      if (sample.name().equals(counter)) {
        growth.merge(
            String.valueOf(sample.labels().get("reason")),
            Math.round(sample.value() - before.sum(counter, sample.labels())),
            Long::sum);
      }
    }
    growth.values().removeIf(grown -> grown == 0);
    return growth;
  }

  private static void assertRefusedAsOwed(
      BrokenBody broken, RefusalTable.Row row, Optional<Answer> answer) {
    if (answer.isEmpty()) {
      assertThat(broken.owed().silenceAllowed()).as("closed without an answer").isTrue();
      return;
    }
    assertThat(broken.owed().statuses()).as(answer.toString()).contains(row.status());
    assertThat(answer.get().status()).as(answer.toString()).isEqualTo(row.status());
    assertThat(answer.get().text()).containsPattern(row.names());
    JsonNode body = answer.get().json().orElseThrow();
    assertThat(body.path("error").isString() || body.path("error").isIntegralNumber())
        .as("a top-level error in %s", body)
        .isTrue();
    assertThat(body.has("detail")).as("a detail in %s", body).isTrue();
    broken
        .owed()
        .error()
        .ifPresent(error -> assertThat(body.path("error").asString()).isEqualTo(error));
  }

  private void handInGoodOne() {
    SubmitProbe probe = new SubmitProbe(server.open(), history, Clock.systemUTC(), false);
    assertThat(probe.handIn(maker.series(Generation.GO_SUBMIT, 1))).isEmpty();
    probe.finish();
  }

  private PrometheusText scrape() throws IOException {
    return PrometheusText.scrape(server.admin());
  }

  private String open() throws IOException {
    GoProbe probe = new GoProbe(server.open(), history, Clock.systemUTC());
    assertThat(probe.handIn(maker.series(Generation.GO_REPORT, 1))).isEmpty();
    probe.finish();
    return probe.reportId().orElseThrow();
  }
}
