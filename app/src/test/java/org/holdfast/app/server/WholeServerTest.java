package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// All roles in one process: what goes in through any door comes out.
class WholeServerTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Instant MEASURED_AT = Instant.parse("2026-01-02T03:04:06Z");

  @TempDir Path directory;

  private BalancedServer server;
  private Target open;

  @BeforeEach
  void start() throws Exception {
    server =
        Servers.start(
            directory.resolve("data"), "pipeline: {publish-after: 2s}\n", new StopSignal());
    open = Servers.listener(server, "public");
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  /// P45, P85, P86.
  @Test
  void singleRequestOfTodayComesOutByItsUid() throws IOException {
    String document = document("signal", "today");
    Answer answer = post("/api/v1/submit_measurement", submitBody(document));

    String uid = answer.member("measurement_uid").orElseThrow();
    comesOut(uid, "today", document);
  }

  /// P33, P36, P42.
  @Test
  void reportOfTheMobileYearsComesOutByItsUid() throws IOException {
    String reportId = openReport("json");
    String document = document("web_connectivity", "mobile");
    Answer answer =
        post("/report/" + reportId, "{\"format\":\"json\",\"content\":" + document + "}");
    assertThat(post("/report/" + reportId + "/close", "").status()).isEqualTo(200);

    comesOut(answer.member("measurement_uid").orElseThrow(), "mobile", document);
  }

  /// L31: ooniprobe 0.1 to 1.3 put YAML.
  @Test
  void yamlEntryOfTheFirstYearsComesOutByItsUid() throws IOException {
    String reportId = openReport("yaml");
    String entry = "---\ninput: http://first.example/\nbody_length_match: true\n...\n";
    String body =
        JSON.createObjectNode().put("report_id", reportId).put("content", entry).toString();
    Answer answer = exchange(WireRequest.of("PUT", "/report"), body);

    String uid = answer.member("measurement_uid").orElseThrow();
    JsonNode published = published(uid);
    assertThat(published.path("input").stringValue()).isEqualTo("http://first.example/");
    assertThat(published.path("test_name").stringValue()).isEqualTo("web_connectivity");
    assertThat(published.path("test_keys").path("body_length_match").booleanValue()).isTrue();
  }

  /// I5, I2, D16: before and after archiving, and after a restart with the catalogue gone.
  @Test
  void measurementStaysReadableThroughArchiveRestartAndLossOfTheCatalogue() throws Exception {
    String document = document("signal", "lasting");
    String uid =
        post("/api/v1/submit_measurement", submitBody(document))
            .member("measurement_uid")
            .orElseThrow();
    comesOut(uid, "lasting", document);
    await().atMost(Duration.ofSeconds(20)).until(() -> !archiveObjects(".jsonl.gz").isEmpty());
    comesOut(uid, "lasting", document);

    restart();
    comesOut(uid, "lasting", document);

    server.close();
    deleteTree(directory.resolve("data/catalogue"));
    start();
    comesOut(uid, "lasting", document);
    assertThat(post("/api/v1/submit_measurement", submitBody(document)).member("measurement_uid"))
        .contains(uid);
  }

  /// P9, P10, P31, L55.
  @Test
  void bouncerNamesThisServerAsCollectorWithoutConfiguration() throws IOException {
    String url = "http://127.0.0.1:" + open.port();
    JsonNode collectors = get("/api/v1/collectors").json().orElseThrow();
    assertThat(collectors.get(0).path("address").stringValue()).isEqualTo(url);

    JsonNode helpers = get("/api/v1/test-helpers").json().orElseThrow();
    assertThat(helpers.propertyNames())
        .contains(
            "dns", "http-return-json-headers", "ssl", "tcp-echo", "traceroute", "web-connectivity");
    assertThat(helpers.path("tcp-echo").get(0).path("type").stringValue()).isEqualTo("legacy");
    assertThat(helpers.path("web-connectivity").get(0).path("type").stringValue())
        .isEqualTo("https");

    JsonNode netTests =
        post(
                "/bouncer/net-tests",
                "{\"net-tests\":[{\"name\":\"web_connectivity\",\"version\":\"0.0.1\","
                    + "\"input-hashes\":null,\"test-helpers\":[\"web-connectivity\"]}]}")
            .json()
            .orElseThrow();
    assertThat(netTests.path("net-tests").get(0).path("collector").stringValue()).isEqualTo(url);
  }

  /// I8: neither in files nor in metrics.
  @Test
  void submittersAddressIsNowhereOnDisk() throws IOException {
    String document = document("signal", "unseen");
    String uid =
        post("/api/v1/submit_measurement", submitBody(document))
            .member("measurement_uid")
            .orElseThrow();
    comesOut(uid, "unseen", document);

    for (Path file : files(directory.resolve("data/journal"))) {
      assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
          .as(file.toString())
          .doesNotContain("127.0.0.1");
    }
    assertThat(exchange(server.listener("admin"), WireRequest.of("GET", "/metrics")).text())
        .doesNotContain("127.0.0.1");
  }

  private void restart() throws Exception {
    server.close();
    start();
  }

  /// Found by a search and readable within 5 s from now.
  private void comesOut(String uid, String input, String document) throws IOException {
    try (ReadApi api = new ReadApi(open)) {
      await()
          .pollDelay(Duration.ZERO)
          .atMost(SOON)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> isFound(api, uid, input) && api.raw(uid).isPresent());
      JsonNode published = JSON.readTree(api.raw(uid).orElseThrow());
      assertThat(published.path("input").stringValue()).isEqualTo(input);
      assertThat(published.path("test_keys")).isEqualTo(JSON.readTree(document).path("test_keys"));
      JsonNode meta = api.meta(uid).orElseThrow();
      assertThat(meta.path("measurement_uid").stringValue()).isEqualTo(uid);
      assertThat(meta.path("probe_asn").isInt()).isTrue();
    }
  }

  /// D37, D39: by when it was measured, and by what.
  private static boolean isFound(ReadApi api, String uid, String input) throws IOException {
    Instant since = MEASURED_AT.minus(Duration.ofHours(1));
    Instant until = MEASURED_AT.plus(Duration.ofHours(1));
    return api.search(since, until).stream().anyMatch(row -> row.uid().equals(uid))
        && api.search(since, until, "&input=" + input + "&probe_cc=IT").stream()
            .map(ReadApi.Row::uid)
            .toList()
            .equals(List.of(uid));
  }

  private JsonNode published(String uid) throws IOException {
    try (ReadApi api = new ReadApi(open)) {
      return await()
          .atMost(SOON)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> api.raw(uid).map(JSON::readTree), Optional::isPresent)
          .orElseThrow();
    }
  }

  private String openReport(String format) throws IOException {
    return post(
            "/report",
            "{\"software_name\":\"ooniprobe\",\"software_version\":\"1.3.2\","
                + "\"test_name\":\"web_connectivity\",\"test_version\":\"0.0.1\","
                + "\"probe_asn\":\"AS3269\",\"probe_cc\":\"IT\",\"data_format_version\":\"0.2.0\","
                + "\"test_start_time\":\"2026-01-02 03:04:05\",\"format\":\""
                + format
                + "\"}")
        .member("report_id")
        .orElseThrow();
  }

  private static String document(String testName, String input) {
    return ("{\"test_name\":\"%s\",\"input\":\"%s\",\"probe_cc\":\"IT\",\"probe_asn\":\"AS3269\","
            + "\"test_start_time\":\"2026-01-02 03:04:05\","
            + "\"measurement_start_time\":\"2026-01-02 03:04:06\","
            + "\"test_keys\":{\"failure\":null,\"n\":1.50}}")
        .formatted(testName, input);
  }

  private static String submitBody(String document) {
    return JSON.createObjectNode().put("format", "json").put("content", document).toString();
  }

  private List<Path> archiveObjects(String suffix) throws IOException {
    return files(directory.resolve("data/archive")).stream()
        .filter(file -> file.toString().endsWith(suffix))
        .toList();
  }

  private static List<Path> files(Path tree) throws IOException {
    try (Stream<Path> entries = Files.walk(tree)) {
      return entries.filter(Files::isRegularFile).toList();
    }
  }

  private static void deleteTree(Path tree) throws IOException {
    for (Path file : files(tree)) {
      Files.delete(file);
    }
  }

  private Answer get(String path) throws IOException {
    return exchange(open, WireRequest.of("GET", path));
  }

  private Answer post(String path, String body) throws IOException {
    Answer answer = exchange(WireRequest.of("POST", path), body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer;
  }

  private Answer exchange(WireRequest request, String body) throws IOException {
    return exchange(open, request.sized(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static Answer exchange(Target target, WireRequest request) throws IOException {
    return WireConnection.once(target, request.header("Host", target.authority()));
  }
}
