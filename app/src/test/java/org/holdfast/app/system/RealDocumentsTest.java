package org.holdfast.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.archive.PublishedArchive;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.CheckReport;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.history.HistoryChecker;
import org.holdfast.testkit.history.Promise;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.probe.Attempt;
import org.holdfast.testkit.probe.GoProbe;
import org.holdfast.testkit.probe.MeasurementKit;
import org.holdfast.testkit.probe.OoniprobePython;
import org.holdfast.testkit.probe.Probe;
import org.holdfast.testkit.probe.SubmitProbe;
import org.holdfast.testkit.traffic.Fate;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.traffic.Sense;
import org.holdfast.testkit.traffic.Vantage;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Documents of the field go in through every door they fit and come back equal.
class RealDocumentsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path directory;

  @Test
  @DisplayName(
      "D8, D16, D17, P36, P45, P68, P71, P86, I4, I5: every document, every door, before and after it is archived")
  void everyDocumentComesBackEqualThroughEveryDoor() throws Exception {
    List<Measurement> documents =
        documents().stream().filter(RealDocumentsTest::isSelfDescribing).toList();
    try (History history = History.inMemory();
        Installation server = new Installation(directory, "pipeline:\n  publish-after: 1h")) {
      for (Measurement document : documents) {
        handInThroughEveryDoor(server.open(), history, document);
      }
      Settling.awaitIndexed(server.admin(), Installation.PATIENCE);

      assertAllThereOnce(server, history, documents.size());

      server.configure("pipeline:\n  publish-after: 500ms");
      assertThat(server.terminate()).isZero();
      server.startAgain();
      Settling.awaitArchived(server.admin(), server.archive(), Installation.PATIENCE);

      assertAllThereOnce(server, history, documents.size());
      PublishedArchive archive = PublishedArchive.read(server.archive());
      assertThat(archive.faults()).isEmpty();
      assertThat(archive.documents()).hasSize(documents.size());
    }
  }

  @Test
  @DisplayName(
      "D8, P75: a document that does not say where it was measured comes back from each door")
  void documentWithoutVantagePointComesBackFromEachDoorByItself() throws Exception {
    List<Measurement> documents =
        documents().stream().filter(document -> !isSelfDescribing(document)).toList();
    try (History history = History.inMemory();
        Installation server = new Installation(directory, "pipeline:\n  publish-after: 500ms");
        ReadApi api = new ReadApi(server.open())) {
      for (Measurement document : documents) {
        handInThroughEveryDoor(server.open(), history, document);
      }
      Settling.awaitArchived(server.admin(), server.archive(), Installation.PATIENCE);

      // Within a report nothing but the report tells such a document from another probe's, so that
      // it is not looked for elsewhere: each sending is answered for.
      for (Attempt attempt : history.attempts()) {
        String uid = Promise.uids(List.of(attempt)).iterator().next();
        assertThat(Sha256.of(api.body(uid).orElseThrow())).isEqualTo(attempt.body());
        assertThat(Sense.of(api.raw(uid).orElseThrow()))
            .isEqualTo(Sense.of(attempt.measurement().document()));
      }
      assertThat(history.attempts()).isNotEmpty();
    }
  }

  @Test
  @DisplayName(
      "U10, L22, L32, L33, D24: every legacy report file goes in entry by entry and comes back")
  void everyYamlReportComesBackEntryByEntry() throws Exception {
    List<Path> files = RealDocuments.files(data().resolve("yaml"), ".yaml");
    try (Installation server = new Installation(directory, "pipeline:\n  publish-after: 500ms");
        ReadApi api = new ReadApi(server.open())) {
      List<String> uids = new ArrayList<>();
      List<byte[]> bodies = new ArrayList<>();
      for (Path file : files) {
        List<String> documents = yamlDocuments(Files.readString(file));
        String id = openYaml(server.open(), documents.getFirst());
        for (String entry : documents.subList(1, documents.size())) {
          ObjectNode append = JSON.createObjectNode().put("report_id", id).put("content", entry);
          byte[] body = JSON.writeValueAsBytes(append);
          Answer answer = WireConnection.once(server.open(), request(server.open(), "PUT", body));
          uids.add(answer.member("measurement_uid").orElseThrow());
          bodies.add(body);
        }
      }
      Settling.awaitArchived(server.admin(), server.archive(), Installation.PATIENCE);

      assertThat(uids).doesNotHaveDuplicates().isNotEmpty();
      for (int i = 0; i < uids.size(); i++) {
        assertThat(api.body(uids.get(i))).hasValueSatisfying(isEqualTo(bodies.get(i)));
        JsonNode document = JSON.readTree(api.raw(uids.get(i)).orElseThrow());
        assertThat(document.path("test_keys").isObject()).as(document.toString()).isTrue();
        assertThat(document.path("probe_cc").asString()).isIn("IS", "SG");
        assertThat(document.path("test_name").asString()).startsWith("http_");
      }
    }
  }

  private static void handInThroughEveryDoor(Target target, History history, Measurement document) {
    Clock clock = Clock.systemUTC();
    List<Probe> probes =
        List.of(
            new SubmitProbe(target, history, clock, true),
            new GoProbe(target, history, clock),
            new OoniprobePython(target, history, clock),
            new MeasurementKit(target, history, clock));
    for (Probe probe : probes) {
      assertThat(probe.handIn(List.of(document)))
          .as("%s %s", probe.generation(), document)
          .isEmpty();
      probe.finish();
    }
  }

  private static void assertAllThereOnce(Installation server, History history, int documents)
      throws IOException {
    try (ReadApi api = new ReadApi(server.open())) {
      CheckReport report = new HistoryChecker(api).check(history);
      assertThat(report.findings()).isEmpty();
      assertThat(report.accepted()).isEqualTo(documents);
      assertThat(report.published()).isEqualTo(documents);
    }
  }

  private static List<Measurement> documents() throws IOException {
    List<Measurement> documents = new ArrayList<>();
    for (Path file : RealDocuments.files(data().resolve("measurements"), ".json")) {
      byte[] bytes = Files.readAllBytes(file);
      JsonNode document = JSON.readTree(bytes);
      documents.add(
          new Measurement(
              file.getFileName().toString(),
              Measurement.Format.JSON,
              document.path("test_name").asString("unknown"),
              new Vantage(
                  document.path("probe_cc").asString("ZZ"),
                  document.path("probe_asn").asString("AS0")),
              document.path("software_name").asString("unknown"),
              document.path("software_version").asString("0"),
              start(document),
              bytes,
              Fate.PUBLISHED));
    }
    assertThat(documents).isNotEmpty();
    return documents;
  }

  private static boolean isSelfDescribing(Measurement document) {
    JsonNode members = JSON.readTree(document.document());
    return members.path("test_name").isString()
        && members.path("probe_cc").isString()
        && members.path("probe_asn").isString()
        && (members.path("measurement_start_time").isString()
            || members.path("test_start_time").isString());
  }

  private static Instant start(JsonNode document) {
    String start = document.path("measurement_start_time").asString("");
    return start.isEmpty() ? Instant.now() : Instant.parse(start.replace(' ', 'T') + "Z");
  }

  private static Path data() {
    Optional<Path> data = RealDocuments.find();
    assumeTrue(data.isPresent(), "skipped: there is no shared/data beside the project");
    return data.orElseThrow();
  }

  /// The documents of a stream with their `---` and `...`.
  private static List<String> yamlDocuments(String stream) {
    List<String> documents = new ArrayList<>();
    StringBuilder document = new StringBuilder();
    for (String line : stream.lines().toList()) {
      document.append(line).append('\n');
      if (line.equals("...")) {
        documents.add(document.toString());
        document.setLength(0);
      }
    }
    return documents;
  }

  private static String openYaml(Target target, String header) throws IOException {
    ObjectNode create = JSON.createObjectNode();
    create.put("software_name", "ooniprobe").put("software_version", "1.3.1");
    create.put("test_name", "http_requests").put("test_version", "0.2.4");
    create.put("content", header);
    byte[] body = JSON.writeValueAsBytes(create);
    Answer answer = WireConnection.once(target, request(target, "POST", body));
    return answer.member("report_id").orElseThrow(() -> new IOException(answer.toString()));
  }

  private static WireRequest request(Target target, String method, byte[] body) {
    return WireRequest.of(method, "/report")
        .header("Connection", "close")
        .sized(body)
        .header("Host", target.authority());
  }

  private static Consumer<byte[]> isEqualTo(byte[] expected) {
    return actual -> assertThat(actual).isEqualTo(expected);
  }
}
