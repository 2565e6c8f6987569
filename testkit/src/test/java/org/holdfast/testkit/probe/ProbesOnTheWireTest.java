package org.holdfast.testkit.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.stub.RecordingServer;
import org.holdfast.testkit.stub.RecordingServer.Heard;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.traffic.MeasurementMaker;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// The simulated probes put on the wire what the contracts say that their originals do.
class ProbesOnTheWireTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ID = "20260821T091012Z_test_PT_64501_n1_q7Zt0Lk2MoPxA9dE";

  private final History history = History.inMemory();
  private final MeasurementMaker maker =
      new MeasurementMaker(1, Instant.parse("2026-11-20T10:00:00Z"));

  @Test
  @DisplayName(
      "legacy §6.1, §6.3: ooniprobe 2.3 checks, opens, appends and closes on connections of their own")
  void ooniprobe23() throws Exception {
    try (RecordingServer server = new RecordingServer(ProbesOnTheWireTest::answer)) {
      OoniprobePython probe = new OoniprobePython(server.target(), history, Clock.systemUTC());

      assertThat(probe.handIn(maker.series(Generation.PYTHON_JSON, 2))).isEmpty();
      probe.finish();

      List<Heard> heard = server.heard();
      assertThat(heard)
          .extracting(Heard::startLine)
          .startsWith("GET /invalidpath HTTP/1.1", "POST /report HTTP/1.1");
      assertThat(heard.get(0).headerNames()).containsExactly("Connection", "Host");
      assertThat(heard.get(1).headerNames())
          .containsExactly("Connection", "Content-Length", "Host");
      assertThat(heard.get(2).body())
          .contains("\"report_id\":\"" + ID + "\"")
          .contains("\"format\":\"json\"");
      assertThat(heard.getLast().startLine()).isEqualTo("POST /report/" + ID + "/close HTTP/1.1");
      assertThat(heard.getLast().headerNames()).containsExactly("Connection", "Host");
      assertThat(heard).extracting(Heard::connection).doesNotHaveDuplicates();
    }
  }

  @Test
  @DisplayName("legacy §6.3, U10: ooniprobe 1.3 sends YAML through PUT and names no format")
  void ooniprobe13() throws Exception {
    try (RecordingServer server = new RecordingServer(ProbesOnTheWireTest::answer)) {
      OoniprobeYaml probe = new OoniprobeYaml(server.target(), history, Clock.systemUTC());

      assertThat(probe.handIn(maker.yamlSeries(1))).isEmpty();

      assertThat(server.heard())
          .extracting(Heard::startLine)
          .containsExactly("POST /report HTTP/1.1", "PUT /report HTTP/1.1");
      assertThat(server.heard().get(0).body()).doesNotContain("\"format\"").contains("!!binary");
      assertThat(JSON.readTree(server.heard().get(1).body()).path("content").asString())
          .startsWith("---\n")
          .endsWith("...\n");
      assertThat(JSON.readTree(server.heard().get(1).body()).path("report_id").asString())
          .isEqualTo(ID);
    }
  }

  @Test
  @DisplayName(
      "legacy §0.3 fact 2: a 500 without error is success for ooniprobe, error is failure whatever the status")
  void ooniprobeJudgesByErrorOnly() throws Exception {
    AtomicInteger appends = new AtomicInteger();
    try (RecordingServer server =
        new RecordingServer(
            heard ->
                !heard.startLine().startsWith("POST /report/")
                    ? answer(heard)
                    : appends.incrementAndGet() == 1
                        ? "HTTP/1.1 500 x\r\nContent-Length: 2\r\n\r\n{}"
                        : RecordingServer.ok("{\"error\":null}"))) {
      OoniprobePython probe = new OoniprobePython(server.target(), history, Clock.systemUTC());
      for (Measurement measurement : maker.series(Generation.PYTHON_JSON, 2)) {
        probe.handIn(List.of(measurement));
      }

      assertThat(history.attempts()).extracting(Attempt::believed).containsExactly(true, false);
      assertThat(history.attempts().getFirst().told()).isInstanceOf(Told.Refused.class);
    }
  }

  @Test
  @DisplayName("U8: measurement-kit uploads again over one connection only")
  void measurementKitReupload() throws Exception {
    AtomicInteger appends = new AtomicInteger();
    try (RecordingServer server =
        new RecordingServer(
            heard ->
                heard.startLine().startsWith("POST /report/20") && appends.incrementAndGet() == 3
                    ? ""
                    : answer(heard))) {
      MeasurementKit probe = new MeasurementKit(server.target(), history, Clock.systemUTC());
      List<Measurement> all = maker.series(Generation.MEASUREMENT_KIT, 4);

      assertThat(probe.reupload(all)).containsExactlyElementsOf(all.subList(2, 4));

      assertThat(server.heard()).extracting(Heard::connection).containsOnly(1);
      assertThat(server.heard().get(1).headerNames())
          .containsExactly("Content-Type", "Host", "Content-Length");
    }
  }

  @Test
  @DisplayName("U13: measurement-kit closes on a new connection without body or length")
  void measurementKitCloses() throws Exception {
    try (RecordingServer server = new RecordingServer(ProbesOnTheWireTest::answer)) {
      MeasurementKit probe = new MeasurementKit(server.target(), history, Clock.systemUTC());

      assertThat(probe.handIn(maker.series(Generation.MEASUREMENT_KIT, 3))).isEmpty();
      probe.finish();

      Heard close = server.heard().getLast();
      assertThat(close.startLine()).endsWith("/close HTTP/1.1");
      assertThat(close.headerNames()).containsExactly("Host");
      assertThat(server.heard().getFirst().body()).contains("\"input-hashes\":null");
      assertThat(server.heard()).extracting(Heard::connection).doesNotHaveDuplicates();
    }
  }

  @Test
  @DisplayName("U9, U14: a credential submission is followed by a plain one with the same content")
  void submitWithCredential() throws Exception {
    try (RecordingServer server = new RecordingServer(ProbesOnTheWireTest::answer)) {
      SubmitProbe probe = new SubmitProbe(server.target(), history, Clock.systemUTC(), true);

      assertThat(probe.handIn(maker.series(Generation.GO_SUBMIT, 1))).isEmpty();

      Heard rust = server.heard().get(0);
      Heard go = server.heard().get(1);
      assertThat(rust.headerNames()).allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)));
      assertThat(rust.headerNames())
          .doesNotContain("content-type", "accept-encoding")
          .endsWith("host");
      assertThat(go.headerNames())
          .containsExactly(
              "Host", "User-Agent", "Content-Length", "Content-Type", "Accept-Encoding");
      assertThat(JSON.readTree(go.body()).path("content"))
          .isEqualTo(JSON.readTree(rust.body()).path("content"));
      assertThat(JSON.readTree(go.body()).path("nym").isNull()).isTrue();
      assertThat(rust.body().length() - go.body().length()).isBetween(9_000, 9_800);
    }
  }

  @Test
  @DisplayName(
      "probe-services §0.6: the Go engine asks for test helpers, checks in and keeps one connection")
  void goReports() throws Exception {
    try (RecordingServer server = new RecordingServer(ProbesOnTheWireTest::answer)) {
      GoProbe probe = new GoProbe(server.target(), history, Clock.systemUTC());

      assertThat(probe.handIn(maker.series(Generation.GO_REPORT, 2))).isEmpty();

      assertThat(server.heard())
          .extracting(Heard::startLine)
          .containsExactly(
              "GET /api/v1/test-helpers HTTP/1.1",
              "POST /api/v1/check-in HTTP/1.1",
              "POST /report HTTP/1.1",
              "POST /report/" + ID + " HTTP/1.1",
              "POST /report/" + ID + " HTTP/1.1");
      assertThat(server.heard()).extracting(Heard::connection).containsOnly(1);
      assertThat(server.heard().get(2).body()).doesNotContain("input_hashes");
    }
  }

  @Test
  void noAnswerIsWrittenDownForEveryTry() throws Exception {
    try (RecordingServer server =
        new RecordingServer(
            heard -> heard.startLine().startsWith("POST /report/") ? "" : answer(heard))) {
      OoniprobePython probe = new OoniprobePython(server.target(), history, Clock.systemUTC());
      List<Measurement> one = maker.series(Generation.PYTHON_JSON, 1);

      assertThat(probe.handIn(one)).isEqualTo(one);

      assertThat(history.attempts()).hasSize(4);
      assertThat(history.attempts()).extracting(Attempt::told).allMatch(Told::isOpen);
    }
  }

  private static String answer(Heard heard) {
    if (heard.startLine().contains("/invalidpath")) {
      return "HTTP/1.1 404 Not Found\r\nContent-Length: 13\r\n\r\n{\"error\":404}";
    }
    return RecordingServer.ok(
        "{\"backend_version\":\"1\",\"report_id\":\""
            + ID
            + "\",\"supported_formats\":[\"json\"],\"measurement_uid\":\"u\",\"net-tests\":[]}");
  }
}
