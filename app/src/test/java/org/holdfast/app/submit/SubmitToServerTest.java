package org.holdfast.app.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.app.server.BalancedServer;
import org.holdfast.app.server.Servers;
import org.holdfast.app.server.StopSignal;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.wire.Target;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What `submit` hands in is what the real server publishes.
class SubmitToServerTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path directory;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private BalancedServer server;
  private URI collector;

  @BeforeEach
  void start() throws Exception {
    server = Servers.start(directory.resolve("data"), "", new StopSignal());
    collector = URI.create(server.readyLine().split("[ =]", -1)[2]);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void legacyJsonReportStaysOneReport() throws Exception {
    String id = "20160101T123456Z_AS3269_" + "a".repeat(50);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      lines.append(
          ("{\"input\":\"%d\",\"report_id\":\"%s\",\"software_name\":\"ooniprobe\","
                  + "\"software_version\":\"1.4.2\",\"test_name\":\"tcp_connect\","
                  + "\"test_version\":\"0.1\",\"probe_cc\":\"IT\",\"probe_asn\":\"AS3269\","
                  + "\"test_start_time\":\"2016-01-01 12:34:56\",\"data_format_version\":\"0.2.0\","
                  + "\"test_keys\":{\"connection\":\"success\"}}\n")
              .formatted(i, id));
    }
    Path state = directory.resolve("state");
    assertThat(submit(state, Files.writeString(directory.resolve("report.json"), lines))).isTrue();

    List<String> uids = acknowledgedUids(state);
    assertThat(uids).hasSize(200).doesNotHaveDuplicates();
    assertThat(uids.stream().map(uid -> published(uid).path("report_id").stringValue()).distinct())
        .singleElement()
        .asString()
        .matches("[0-9TZ]+_tcpconnect_IT_3269_n1_[0-9A-Za-z]{16}");
  }

  @Test
  void everyRealDocumentComesOutEqual() throws Exception {
    Path shared = realDocuments();
    assumeThat(shared).as("real documents in ../shared/data").isDirectory();
    List<Path> files;
    try (Stream<Path> entries = Files.list(shared.resolve("measurements"))) {
      files = entries.sorted().toList();
    }
    Path state = directory.resolve("state");

    assertThat(submit(state, files.toArray(Path[]::new)))
        .as(err.toString(StandardCharsets.UTF_8))
        .isTrue();

    for (Path file : files) {
      assertThat(withoutWhatTheServerSets(published(acknowledgedUid(state, file))))
          .isEqualTo(withoutWhatTheServerSets(JSON.readTree(Files.readAllBytes(file))));
    }
  }

  @Test
  void everyRealYamlReportIsTaken() throws Exception {
    Path shared = realDocuments();
    assumeThat(shared).as("real documents in ../shared/data").isDirectory();
    Path state = directory.resolve("state");
    Path file = shared.resolve("yaml").resolve("binary_city.yaml");

    assertThat(submit(state, file)).as(err.toString(StandardCharsets.UTF_8)).isTrue();

    JsonNode published = published(acknowledgedUids(state).getFirst());
    assertThat(published.path("input").stringValue()).isEqualTo("http://666games.net");
    assertThat(published.path("probe_cc").stringValue()).isEqualTo("IS");
    assertThat(published.path("test_keys").path("body_proportion").doubleValue()).isEqualTo(1.0);
  }

  private static Path realDocuments() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("shared/data/measurements"))) {
        return at.resolve("shared/data");
      }
    }
    return Path.of("../shared/data");
  }

  private static JsonNode withoutWhatTheServerSets(JsonNode document) {
    return ((ObjectNode) document).without(List.of("report_id", "probe_ip"));
  }

  private JsonNode published(String uid) {
    try (ReadApi api = new ReadApi(Target.of(collector))) {
      return await()
          .pollDelay(Duration.ZERO)
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> api.raw(uid).map(JSON::readTree), Optional::isPresent)
          .orElseThrow();
    }
  }

  private static List<String> acknowledgedUids(Path state) throws IOException {
    return Files.readAllLines(state).stream()
        .filter(line -> line.startsWith("ack "))
        .map(line -> line.split(" ", -1)[3])
        .toList();
  }

  private static String acknowledgedUid(Path state, Path file) throws IOException {
    String start = "ack " + FileKey.of(file).text() + " ";
    return Files.readAllLines(state).stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.split(" ", -1)[3])
        .findFirst()
        .orElseThrow();
  }

  private boolean submit(Path state, Path... files) throws Exception {
    Submit.Options options =
        new Submit.Options(collector, Optional.of(state), Optional.empty(), 8, List.of(files));
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new Submit(options, errors, errors, false).run();
  }
}
