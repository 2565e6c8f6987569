package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.holdfast.testkit.archive.PublishedArchive;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.metrics.Ledger;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a report, and the server it is sent to, may look like that no measurement is about.
class ReportLifeTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String DOCUMENT =
      "{\"test_name\":\"signal\",\"probe_cc\":\"PT\",\"probe_asn\":\"AS1\","
          + "\"test_start_time\":\"2026-01-02 03:04:05\",\"input\":\"x\",\"is_verified\":\"t\"}";

  @TempDir Path directory;

  @Test
  @DisplayName("P2, U16: success is 200 exactly, nobody is sent elsewhere, and a uid is the proof")
  void everySuccessIsTwoHundredWithoutARedirect() throws Exception {
    try (BalancedServer server = start("")) {
      Target open = server.listener("public");
      String report = "/report/" + open(open, "json");
      Map<String, Answer> answers = new TreeMap<>();
      answers.put("open", post(open, "/report", openBody("json")));
      answers.put("append", post(open, report, append(DOCUMENT)));
      answers.put("append again", post(open, report, append(DOCUMENT)));
      answers.put("close", post(open, report + "/close", ""));
      answers.put("submit", post(open, "/api/v1/submit_measurement", submit(DOCUMENT)));
      answers.put("check-in", post(open, "/api/v1/check-in", "{}"));
      answers.put("net-tests", post(open, "/bouncer/net-tests", "{\"net-tests\":[]}"));
      answers.put("geolookup", post(open, "/api/v1/geolookup", "{\"addresses\":[\"192.0.2.1\"]}"));
      for (String path :
          List.of(
              "/api/v1/test-helpers",
              "/api/v1/collectors",
              "/api/v1/measurements",
              "/health",
              "/version")) {
        answers.put(path, exchange(open, WireRequest.of("GET", path)));
      }

      assertThat(answers).allSatisfy((_, answer) -> assertThat(answer.status()).isEqualTo(200));
      assertThat(answers)
          .allSatisfy((_, answer) -> assertThat(answer.header("Location")).isEmpty());
      assertThat(List.of("append", "append again", "submit"))
          .allSatisfy(
              name ->
                  assertThat(
                          Objects.requireNonNull(answers.get(name))
                              .member("measurement_uid")
                              .orElseThrow())
                      .isNotEmpty());
    }
  }

  @Test
  @DisplayName("P44, P49: what a client says about its own verification is not believed")
  void claimedVerificationStaysOutOfTheEnvelope() throws Exception {
    try (BalancedServer server = start("pipeline: {publish-after: 1s}\n")) {
      Target open = server.listener("public");
      String body =
          JSON.createObjectNode()
              .put("format", "json")
              .put("content", DOCUMENT)
              .put("is_verified", "t")
              .put("verification_status", "verified")
              .toString();
      Answer answer = post(open, "/api/v1/submit_measurement", body);

      assertThat(answer.member("verification_status")).contains("unverified");
      Settling.awaitArchived(server.listener("admin"), archive(), PATIENCE);
      JsonNode manifest = JSON.readTree(Files.readAllBytes(manifests().getFirst()));
      JsonNode envelope = manifest.path("measurements").path(0).path("envelope");
      assertThat(envelope.path("vs").asString()).isEqualTo("unverified");
      assertThat(envelope.has("is_verified")).isFalse();
    }
  }

  @Test
  @DisplayName("L41: a report that is closed without measurements leaves nothing in the archive")
  void emptyReportLeavesNothingInTheArchive() throws Exception {
    try (BalancedServer server = start("pipeline: {publish-after: 500ms}\n")) {
      Target open = server.listener("public");
      for (String format : List.of("json", "yaml")) {
        Answer closed = post(open, "/report/" + open(open, format) + "/close", "");
        assertThat(closed.text()).isEqualTo("{\"status\":\"success\"}");
      }
      // Something that comes after and is archived: whatever came before had its turn.
      post(open, "/api/v1/submit_measurement", submit(DOCUMENT));

      await().atMost(PATIENCE).until(() -> !manifests().isEmpty());
      assertThat(PublishedArchive.read(archive()).documents()).hasSize(1);
      Ledger ledger = Ledger.of(Settling.awaitIndexed(server.listener("admin"), PATIENCE));
      assertThat(ledger.accepted()).as("an open and a close are no measurements").isEqualTo(1);
    }
  }

  @Test
  @DisplayName("L42: a report that nobody closes is archived all the same, and goes on afterwards")
  void reportThatIsNeverClosedIsArchivedAndGoesOn() throws Exception {
    try (BalancedServer server = start("pipeline: {publish-after: 500ms}\n")) {
      Target open = server.listener("public");
      String report = "/report/" + open(open, "json");
      Answer first = post(open, report, append(DOCUMENT));
      Settling.awaitArchived(server.listener("admin"), archive(), PATIENCE);

      Answer second = post(open, report, append(DOCUMENT.replace("\"x\"", "\"y\"")));
      Settling.awaitArchived(server.listener("admin"), archive(), PATIENCE);

      PublishedArchive published = PublishedArchive.read(archive());
      List<String> uids =
          Stream.of(first, second).map(a -> a.member("measurement_uid").orElseThrow()).toList();
      assertThat(published.documents()).containsOnlyKeys(uids);
      assertThat(published.marks().values()).allSatisfy(marks -> assertThat(marks).isEmpty());
    }
  }

  @Test
  @DisplayName("L44: strange files among the data keep no server from starting and are not deleted")
  void serverStartsOverStrangeFilesAndDeletesNone() throws Exception {
    Path data = directory.resolve("data");
    Answer early;
    try (BalancedServer server = start("")) {
      early = post(server.listener("public"), "/api/v1/submit_measurement", submit(DOCUMENT));
    }
    List<Path> places =
        List.of(data, data.resolve("journal"), archive(), data.resolve("quarantine"));
    for (Path place : places) {
      Files.createDirectories(place);
      Files.writeString(place.resolve("orphan-metadata.json"), "{\"stale\":" + place.hashCode());
      Files.writeString(place.resolve("20160101T000000Z-orphan.yaml"), "---\n- orphan\n");
    }

    try (BalancedServer server = start("")) {
      Target open = server.listener("public");
      assertThat(early.member("measurement_uid"))
          .isEqualTo(
              post(open, "/api/v1/submit_measurement", submit(DOCUMENT)).member("measurement_uid"));
      assertThat(post(open, "/report/" + open(open, "json") + "/close", "").status())
          .isEqualTo(200);
    }

    for (Path place : places) {
      // The journal may put aside what is none of its files, under a name that begins likewise.
      assertThat(filesUnder(data, "orphan-metadata.json"))
          .as("%s", place)
          .anyMatch(file -> holds(file, "{\"stale\":" + place.hashCode()));
    }
    assertThat(filesUnder(data, "20160101T000000Z-orphan.yaml")).hasSize(places.size());
  }

  private static List<Path> filesUnder(Path tree, String name) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      return files.filter(file -> file.getFileName().toString().contains(name)).toList();
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return Files.readString(file).equals(text);
    } catch (IOException e) {
      return false;
    }
  }

  private Path archive() {
    return directory.resolve("data").resolve("archive");
  }

  private List<Path> manifests() throws IOException {
    return filesUnder(archive(), ".manifest.json");
  }

  private BalancedServer start(String more) throws Exception {
    return Servers.start(directory.resolve("data"), more, new StopSignal());
  }

  private static String open(Target target, String format) throws IOException {
    return post(target, "/report", openBody(format)).member("report_id").orElseThrow();
  }

  private static String openBody(String format) {
    return "{\"software_name\":\"t\",\"software_version\":\"1.0\",\"test_name\":\"signal\","
        + "\"test_version\":\"1.0\",\"probe_asn\":\"AS1\",\"probe_cc\":\"PT\",\"format\":\""
        + format
        + "\"}";
  }

  private static String append(String document) {
    return "{\"format\":\"json\",\"content\":" + document + "}";
  }

  private static String submit(String document) {
    return JSON.createObjectNode().put("format", "json").put("content", document).toString();
  }

  private static Answer post(Target target, String path, String body) throws IOException {
    return exchange(target, WireRequest.of("POST", path).sized(body.getBytes(UTF_8)));
  }

  private static Answer exchange(Target target, WireRequest request) throws IOException {
    return WireConnection.once(target, request.header("Host", target.authority()));
  }
}
