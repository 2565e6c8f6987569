package org.holdfast.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.CheckReport;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.history.HistoryChecker;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.metrics.ConservationCheck;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.metrics.Submissions;
import org.holdfast.testkit.probe.BrokenSender;
import org.holdfast.testkit.probe.GoProbe;
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
      PrometheusText metrics =
          Settling.awaitArchived(server.admin(), server.archive(), Installation.PATIENCE);
      CheckReport report = new HistoryChecker(api).check(history);
      assertThat(report.findings()).isEmpty();
      assertThat(report.accepted()).isEqualTo(report.measurements());
      assertThat(ConservationCheck.violations(metrics)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("broken")
  @DisplayName("L1 to L4, L18, L30 to L32, P4, P6, P37, P46, U2, U6")
  void brokenRequestIsRefusedAndCountedAndHarmsNothing(BrokenBody broken) throws Exception {
    handInGoodOne();
    Submissions before = counters();

    Optional<Answer> answer = new BrokenSender(server.open(), PATIENCE).send(broken);

    assertRefusedAsOwed(broken, answer);
    if (broken.owed().submission()) {
      Submissions after = counters();
      assertThat(after.received() - before.received()).as("received").isEqualTo(1);
      assertThat(after.refused() + after.deferred() - before.refused() - before.deferred())
          .as("refused, or deferred where it was too slow")
          .isEqualTo(1);
    }
    handInGoodOne();
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

  private static void assertRefusedAsOwed(BrokenBody broken, Optional<Answer> answer) {
    if (answer.isEmpty()) {
      assertThat(broken.owed().silenceAllowed()).as("closed without an answer").isTrue();
      return;
    }
    assertThat(broken.owed().statuses()).as(answer.toString()).contains(answer.get().status());
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

  private Submissions counters() throws IOException {
    return Submissions.of(PrometheusText.scrape(server.admin()));
  }

  private String open() throws IOException {
    GoProbe probe = new GoProbe(server.open(), history, Clock.systemUTC());
    assertThat(probe.handIn(maker.series(Generation.GO_REPORT, 1))).isEmpty();
    probe.finish();
    return probe.reportId().orElseThrow();
  }
}
