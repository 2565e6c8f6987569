package org.holdfast.app.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.holdfast.app.submit.StubCollector.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmitTest {
  private static final String LEGACY_ID =
      "20160101T123456Z_AS3269_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX";
  private static final String YAML_REPORT =
      """
      ###########################################
      # OONI Probe Report
      ###########################################
      ---
      probe_asn: AS7472
      probe_cc: SG
      software_name: ooniprobe
      software_version: 1.3.2
      start_time: 1532619434.0
      test_name: http_requests
      test_version: 0.2
      ...
      ---
      input: http://one.example
      agent: agent
      ...
      ---
      null
      ...
      ...
      ---
      Traceback (most recent call last): "broken
      ---
      headers_match: !!set {}
      input: http://three.example
      """;

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private StubCollector collector;

  @BeforeEach
  void startCollector() throws IOException {
    collector = new StubCollector();
  }

  @AfterEach
  void stopCollector() {
    collector.close();
  }

  @Test
  void singleDocumentGoesThroughSubmitMeasurementByteForByte() throws Exception {
    String document = "{\n  \"test_name\" : \"signal\",\n  \"input\": \"\\u0041 ü \\\"\\\\ \"\n}";

    assertThat(submit(file("one.json", "\n" + document + "\n\n"))).isTrue();

    assertThat(collector.received()).hasSize(1);
    assertThat(collector.received().getFirst().path()).isEqualTo("/api/v1/submit_measurement");
    assertThat(collector.received().getFirst().body().path("content").stringValue())
        .isEqualTo(document);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("acknowledged=1 refused=0 skipped=0" + System.lineSeparator());
  }

  @Test
  void everyLineOfJsonLinesIsAMeasurementWhateverTheFileIsCalled() throws Exception {
    String lines =
        "{\"input\":\"a\"}\n\n{\"input\":\"b\"}\r\n{\"input\":\n\"c\"}\n{\"input\":\"d\"}";

    assertThat(submit(file("lines.txt", lines))).isTrue();

    assertThat(collector.received())
        .extracting(r -> r.document().path("input").stringValue())
        .containsExactlyInAnyOrder("a", "b", "c", "d");
  }

  @Test
  void gzippedFilesAreReadLikePlainOnes() throws Exception {
    Path file = directory.resolve("a.jsonl.gz");
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write("{\"input\":\"a\"}\n{\"input\":\"b\"}\n".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(submit(file)).isTrue();

    assertThat(collector.received()).hasSize(2);
  }

  @Test
  void brokenLineCostsNothingButItself() throws Exception {
    collector.behave(
        r ->
            r.body().path("content").stringValue().endsWith("}")
                ? collector.accept(r)
                : Reply.of(400, "{\"error\":\"bad_json\",\"detail\":\"broken\\nat byte 9\"}"));
    Path file =
        file(
            "a.jsonl",
            "{\"input\":\"a\"}\n{\"input\":\"b\n{\"input\":\"c\"}\n{\"x\":[\n{\"y\":1}\n");

    assertThat(submit(file)).isFalse();

    assertThat(collector.received()).hasSize(5);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .containsExactlyInAnyOrder(
            file + ": line 2, entry 2: 400 bad_json: broken at byte 9",
            file + ": line 4, entry 4: 400 bad_json: broken at byte 9");
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("acknowledged=3 refused=2 ");
  }

  @Test
  void legacyJsonReportGoesBackIntoAReport() throws Exception {
    assertThat(submit(file("report.json", legacyLine(1) + legacyLine(2) + legacyLine(3)))).isTrue();

    assertThat(collector.received().getFirst().path()).isEqualTo("/report");
    assertThat(collector.received().getFirst().body().toString())
        .contains("\"test_name\":\"tcp_connect\"", "\"probe_cc\":\"IT\"", "\"format\":\"json\"");
    assertThat(collector.receivedAt("/report/NEW1"))
        .hasSize(3)
        .allSatisfy(r -> assertThat(r.document().path("report_id").stringValue()).isEqualTo("NEW1"))
        .extracting(r -> r.document().path("input").stringValue())
        .containsExactlyInAnyOrder("i1", "i2", "i3");
    assertThat(collector.received().getLast().path()).isEqualTo("/report/NEW1/close");
  }

  @Test
  void reportsInOneFileAreToldApart() throws Exception {
    String other = legacyLine(2).replace(LEGACY_ID, "x".repeat(64));

    assertThat(submit(file("two.json", legacyLine(1) + other + "{\"input\":\"single\"}\n")))
        .isTrue();

    assertThat(collector.receivedAt("/report")).hasSize(2);
    assertThat(collector.receivedAt("/report/NEW.*/close")).hasSize(2);
    assertThat(collector.receivedAt("/api/v1/submit_measurement")).hasSize(1);
  }

  @Test
  void yamlReportIsSentAsItStands() throws Exception {
    assertThat(submit(file("report.json", YAML_REPORT))).isTrue();

    var opening = collector.received().getFirst().body();
    assertThat(opening.path("format").stringValue()).isEqualTo("yaml");
    assertThat(opening.path("test_name").stringValue()).isEqualTo("http_requests");
    assertThat(opening.path("content").stringValue())
        .startsWith("---\nprobe_asn: AS7472\n")
        .endsWith("test_version: 0.2\n...\n");
    assertThat(collector.receivedAt("/report/NEW1"))
        .extracting(r -> r.body().path("content").stringValue())
        .containsExactlyInAnyOrder(
            "---\ninput: http://one.example\nagent: agent\n...\n",
            "---\nTraceback (most recent call last): \"broken\n",
            "---\nheaders_match: !!set {}\ninput: http://three.example\n");
    assertThat(collector.received().getLast().path()).isEqualTo("/report/NEW1/close");
  }

  @Test
  void fileThatIsNothingIsOneRefusal() throws Exception {
    assertThat(submit(file("notes.txt", "hello\nworld\n"))).isFalse();

    assertThat(collector.received()).isEmpty();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("line 1, entry 0: is neither JSON nor the header of a YAML report");
  }

  @Test
  void missingFileIsToldAndTheOthersAreSent() throws Exception {
    assertThat(submit(directory.resolve("none.json"), file("one.json", "{\"a\":1}"))).isFalse();

    assertThat(collector.received()).hasSize(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("none.json: was not read");
  }

  @Test
  void busyCollectorIsAskedAgainWhenItSays() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    collector.behave(
        r ->
            requests.incrementAndGet() <= 2
                ? new Reply(503, "{\"error\":\"unavailable\"}", Map.of("Retry-After", "7"))
                : collector.accept(r));

    assertThat(submit(file("one.json", "{\"a\":1}"))).isTrue();

    assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
  }

  @Test
  void collectorThatStaysAwayEndsTheRunAfterBoundedRetries() throws Exception {
    URI nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    boolean complete = submit(nobody, Optional.empty(), file("a.jsonl", "{\"a\":1}\n".repeat(50)));

    assertThat(complete).isFalse();
    assertThat(pauses).hasSizeBetween(7, 7 * 8 * 2);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("stopped: the collector cannot be reached");
  }

  @Test
  void onlyAUidProvesThatASubmissionWasKept() throws Exception {
    collector.behave(r -> Reply.of(200, "{}"));

    assertThat(submit(file("one.json", "{\"a\":1}"))).isFalse();

    assertThat(err.toString(StandardCharsets.UTF_8)).contains("answered 200 without");
  }

  @Test
  void secondRunSendsOnlyWhatWasNotAcknowledged() throws Exception {
    Path state = directory.resolve("state");
    Path file = file("a.jsonl", "{\"input\":\"a\"}\n{\"input\":\"b\"}\n{\"input\":\"c\"}\n");
    collector.behave(
        r ->
            r.document().path("input").stringValue().equals("b")
                ? Reply.of(400, "{\"error\":\"no\",\"detail\":\"not today\"}")
                : collector.accept(r));
    assertThat(submit(collector.uri(), Optional.of(state), file)).isFalse();
    collector.forget();
    collector.behave(collector::accept);

    assertThat(submit(collector.uri(), Optional.of(state), file)).isTrue();

    assertThat(collector.received())
        .extracting(r -> r.document().path("input").stringValue())
        .containsExactly("b");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("acknowledged=1 refused=0 skipped=2");
  }

  @Test
  void interruptedReportGoesOnUnderItsId() throws Exception {
    Path state = directory.resolve("state");
    Path file = file("report.yaml", YAML_REPORT);
    collector.behave(
        r ->
            r.body().path("content").asString("").contains("three.example")
                ? Reply.of(503, "{}")
                : collector.accept(r));
    assertThat(submit(collector.uri(), Optional.of(state), file)).isFalse();
    assertThat(collector.receivedAt(".*/close")).isEmpty();
    collector.forget();
    collector.behave(collector::accept);

    assertThat(submit(collector.uri(), Optional.of(state), file)).isTrue();

    assertThat(collector.received())
        .extracting(StubCollector.Received::path)
        .containsExactly("/report/NEW1", "/report/NEW1/close");
  }

  @Test
  void tornLastLineOfTheStateFileDoesNotCount() throws Exception {
    Path state = directory.resolve("state");
    Path file = file("one.json", "{\"a\":1}");
    assertThat(submit(collector.uri(), Optional.of(state), file)).isTrue();
    Files.writeString(state, "ack 0123", StandardOpenOption.APPEND);

    assertThat(submit(collector.uri(), Optional.of(state), file)).isTrue();

    assertThat(collector.received()).hasSize(1);
    assertThat(Files.readString(state)).startsWith("holdfast-submit 1\nack ").endsWith("\n");
  }

  @Test
  void changedFileIsSentAgain() throws Exception {
    Path state = directory.resolve("state");
    assertThat(submit(collector.uri(), Optional.of(state), file("a.json", "{\"a\":1}"))).isTrue();
    assertThat(submit(collector.uri(), Optional.of(state), file("a.json", "{\"a\":22}"))).isTrue();

    assertThat(collector.received()).hasSize(2);
  }

  @Test
  void foreignFileIsNotTakenForAStateFile() throws Exception {
    Path foreign = file("precious.txt", "precious");
    Path document = file("one.json", "{\"a\":1}");

    assertThatThrownBy(() -> submit(collector.uri(), Optional.of(foreign), document))
        .isInstanceOf(StateFileException.class);

    assertThat(Files.readString(foreign)).isEqualTo("precious");
    assertThat(collector.received()).isEmpty();
  }

  @Test
  void barIsDrawnOnATerminalOnly() throws Exception {
    Path file = file("a.jsonl", "{\"a\":1}\n".repeat(3));
    run(collector.uri(), Optional.empty(), true, file);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("\r[").endsWith("\r\033[K");
    err.reset();

    run(collector.uri(), Optional.empty(), false, file);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private boolean submit(Path... files) throws Exception {
    return submit(collector.uri(), Optional.empty(), files);
  }

  private boolean submit(URI to, Optional<Path> state, Path... files) throws Exception {
    return run(to, state, false, files);
  }

  private boolean run(URI to, Optional<Path> state, boolean terminal, Path... files)
      throws Exception {
    return new Submit(
            new Submit.Options(to, state, Optional.empty(), 4, List.of(files)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal,
            pauses::add)
        .run();
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  private static String legacyLine(int n) {
    return "{\"input\":\"i%d\",\"report_id\":\"%s\",\"test_name\":\"tcp_connect\",\"probe_cc\":\"IT\",\"x\":1}\n"
        .formatted(n, LEGACY_ID);
  }
}
