package org.holdfast.collector.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.holdfast.collector.CollectorIdentity;
import org.holdfast.collector.Intake;
import org.holdfast.collector.KnownSubmissions;
import org.holdfast.collector.fixture.Answer;
import org.holdfast.collector.fixture.Documents;
import org.holdfast.collector.fixture.HttpProbe;
import org.holdfast.edge.admission.Admission;
import org.holdfast.edge.admission.AdmissionOptions;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.edge.server.ListenerOptions;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.segment.SegmentJournal;
import org.holdfast.journal.segment.SegmentOptions;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.Mark;
import org.holdfast.model.envelope.RecordKind;
import org.holdfast.model.geo.GeoDatabase;
import org.holdfast.model.id.CollectorId;
import org.holdfast.model.id.FleetKey;
import org.holdfast.model.id.ReportIdMint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The collector as probes see it: a real port, a real journal on disk.
class RealPortTest {
  private static final String SUBMIT = "/api/v1/submit_measurement";
  private static final String OPEN =
      """
      {"data_format_version":"0.2.0","format":"json","probe_asn":"AS64501","probe_cc":"PT",
       "software_name":"measurement_kit","software_version":"0.10.14","test_name":"signal",
       "test_start_time":"2026-08-21 09:10:11","test_version":"0.2.0","input_hashes":[]}""";

  /// A process: it can be stopped and another started over the same directory.
  private record Running(SegmentJournal journal, EdgeServer server, HttpProbe probe)
      implements AutoCloseable {
    @Override
    public void close() {
      probe.close();
      server.close();
      journal.close();
    }
  }

  @TempDir private Path directory;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Running running;

  @BeforeEach
  void start() throws Exception {
    Clock clock = Clock.systemUTC();
    var journal =
        SegmentJournal.open(
            directory, SegmentOptions.DEFAULTS.withReserveBytes(0), clock, meters, failure -> {});
    var mint =
        new ReportIdMint(
            new FleetKey(new byte[FleetKey.MIN_BYTES]), new CollectorId("1"), clock, new Random());
    var intake =
        Intake.start(
            journal,
            GeoDatabase.NONE,
            KnownSubmissions.NONE,
            new CollectorIdentity(
                new CollectorId("1"), "test", new FleetKey(new byte[FleetKey.MIN_BYTES])),
            clock,
            Intake.Limits.DEFAULT);
    var server =
        EdgeServer.start(
            List.of(ListenerOptions.http("public", "127.0.0.1", 0).withTrustedProxies(1)),
            CollectorRoutes.create(
                intake,
                mint,
                meters,
                CollectorOptions.DEFAULT,
                new Admission(
                    new AdmissionOptions("submissions", 64, 64, Duration.ofSeconds(5)),
                    intake::stalled,
                    meters),
                CollectorCredentials.none(clock, meters)),
            meters);
    running = new Running(journal, server, HttpProbe.to(server.url("public")));
  }

  @AfterEach
  void stopAndCheckTheSums() {
    running.close();
    assertThat(counted("received"))
        .isEqualTo(
            counted("accepted") + counted("repeated") + counted("refused") + counted("deferred"));
  }

  private long counted(String name) {
    return (long)
        meters.find("holdfast.submissions." + name).counters().stream()
            .mapToDouble(c -> c.count())
            .sum();
  }

  private List<JournalRecord> stored() throws InterruptedException {
    List<JournalRecord> records = new ArrayList<>();
    try (Cursor cursor = running.journal().openCursor("test")) {
      while (true) {
        List<Cursor.Entry> entries = cursor.poll(100, 1 << 20, Duration.ofMillis(100));
        if (entries.isEmpty()) {
          return records;
        }
        for (Cursor.Entry entry : entries) {
          records.add(((Cursor.Entry.Intact) entry).record());
        }
      }
    }
  }

  private String open() {
    return running.probe().post("/report", OPEN).text("report_id");
  }

  @Test
  @DisplayName("P90, L37: a run of measurement-kit, close without body")
  void servesARunOfMeasurementKit() throws InterruptedException {
    String id = open();
    for (int i = 0; i < 3; i++) {
      Answer answer =
          running
              .probe()
              .post("//report/" + id, Documents.append(Documents.signal("https://" + i + ".org/")));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text("measurement_uid")).isNotEmpty();
    }
    assertThat(running.probe().post("/report/" + id + "/close", "").text("status"))
        .isEqualTo("success");

    assertThat(stored())
        .extracting(r -> r.envelope().kind())
        .containsExactly(
            RecordKind.REPORT_OPENED,
            RecordKind.MEASUREMENT_SUBMITTED,
            RecordKind.MEASUREMENT_SUBMITTED,
            RecordKind.MEASUREMENT_SUBMITTED,
            RecordKind.REPORT_CLOSED);
    assertThat(stored()).allMatch(r -> r.envelope().reportId().equals(id));
    assertThat(stored()).allMatch(r -> r.envelope().marks().isEmpty());
  }

  @Test
  @DisplayName("L34, L43, P64: 700 parallel appends survive a restart, each once")
  void parallelAppendsSurviveARestart() throws Exception {
    String id = open();
    List<Callable<Answer>> appends = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      String body = Documents.append(Documents.signal("https://" + i + ".example/"));
      appends.add(() -> running.probe().post("/report/" + id, body));
    }
    Set<String> uids = new HashSet<>();
    try (var probes = Executors.newFixedThreadPool(7)) {
      for (Future<Answer> answer : probes.invokeAll(appends)) {
        uids.add(answer.get().text("measurement_uid"));
      }
    }
    running.close();
    start();

    assertThat(uids).hasSize(700).doesNotContain("");
    assertThat(stored())
        .filteredOn(r -> r.envelope().kind() == RecordKind.MEASUREMENT_SUBMITTED)
        .hasSize(700)
        .allMatch(r -> uids.contains(r.envelope().uid().text()));
    // The new process knows the old report and the old measurements.
    Answer again =
        running
            .probe()
            .post("/report/" + id, Documents.append(Documents.signal("https://1.example/")));
    assertThat(uids).contains(again.text("measurement_uid"));
    assertThat(running.probe().post("/report/" + id + "/close", "").status()).isEqualTo(200);
  }

  @Test
  @DisplayName("U14: 50 parallel identical submissions, through three doors, are one record")
  void parallelCopiesBecomeOneRecord() throws Exception {
    String id = open();
    String document = Documents.signal("https://example.org/");
    List<Callable<Answer>> copies = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      copies.add(
          i % 2 == 0
              ? () -> running.probe().post(SUBMIT, Documents.submit(document))
              : () -> running.probe().post("/report/" + id, Documents.append(document)));
    }
    Set<String> uids = new HashSet<>();
    try (var probes = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> answer : probes.invokeAll(copies)) {
        assertThat(answer.get().status()).isEqualTo(200);
        uids.add(answer.get().text("measurement_uid"));
      }
    }
    assertThat(uids).hasSize(1);
    assertThat(stored())
        .filteredOn(r -> r.envelope().kind() == RecordKind.MEASUREMENT_SUBMITTED)
        .hasSize(1);
  }

  @Test
  @DisplayName("P49, I8: neither credentials nor addresses are in any file")
  void nothingSecretReachesTheDisk() throws IOException {
    String plain = Documents.submit(Documents.signal("http://198.51.100.7/"));
    String secrets =
        ",\"nym\":\"bnltLXNlY3JldA==\",\"zkp_request\":\"emtwLXNlY3JldA==\","
            + "\"manifest_version\":\"k2Vx-secret\",\"protocol_version\":\"0.1.0-secret\"}";
    Answer answer =
        running
            .probe()
            .withHeaders("X-Forwarded-For", "198.51.100.7")
            .post(SUBMIT, plain.substring(0, plain.length() - 1) + secrets);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("error")).isEqualTo("manifest_not_found");
    running.journal().close();

    boolean found = false;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = new String(Files.readAllBytes(file), UTF_8);
        assertThat(content)
            .doesNotContain(
                "bnltLXNlY3JldA==", "emtwLXNlY3JldA==", "k2Vx-secret", "0.1.0-secret", "\"nym\"")
            .doesNotContain("198.51.100.7");
        found |= content.contains("http://[scrubbed]/");
      }
    }
    assertThat(found).as("the measurement itself").isTrue();
  }

  @Test
  @DisplayName("P77: a forged left-most address is not taken for the submitter's")
  void scrubsTheAddressTheProxySaw() throws InterruptedException {
    running
        .probe()
        .withHeaders("X-Forwarded-For", "203.0.113.9, 198.51.100.7")
        .post(SUBMIT, Documents.submit(Documents.signal("http://203.0.113.9/198.51.100.7")));
    JournalRecord stored = stored().getFirst();
    assertThat(new String(stored.body(), UTF_8)).contains("http://203.0.113.9/[scrubbed]");
    assertThat(stored.envelope().has(Mark.ADDRESS_SCRUBBED)).isTrue();
  }

  @Test
  @DisplayName("L24, P6: gzip on every route; garbage is 400")
  void takesGzip() throws IOException {
    HttpProbe gzip = running.probe().withHeaders("Content-Encoding", "GZIP");
    String id = gzip.post("/report", gzipped(OPEN)).text("report_id");
    String document = Documents.signal("https://example.org/");
    assertThat(gzip.post("/report/" + id, gzipped(Documents.append(document))).status())
        .isEqualTo(200);
    assertThat(gzip.post(SUBMIT, gzipped(Documents.submit(document))).status()).isEqualTo(200);
    for (String path : new String[] {"/report", "/report/" + id, SUBMIT}) {
      Answer garbage = gzip.post(path, "garbage");
      assertThat(garbage.status()).isEqualTo(400);
      assertThat(garbage.json().path("error").isString()).isTrue();
    }
    Answer unknown = running.probe().withHeaders("Content-Encoding", "br").post(SUBMIT, "{}");
    assertThat(unknown.status()).isEqualTo(415);
    // A close has no body to be coded.
    assertThat(
            running
                .probe()
                .withHeaders("Content-Encoding", "br")
                .post("/report/" + id + "/close", "")
                .status())
        .isEqualTo(200);
  }

  private static byte[] gzipped(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  @DisplayName("L10, P1: bodies are read as JSON whatever their type is said to be")
  void contentTypeDoesNotMatter() {
    for (String type :
        new String[] {
          "application/json",
          "text/plain",
          "application/x-www-form-urlencoded",
          "multipart/form-data; boundary=x"
        }) {
      HttpProbe probe = running.probe().withHeaders("Content-Type", type);
      assertThat(probe.post("/report", OPEN).status()).isEqualTo(200);
      assertThat(probe.post(SUBMIT, Documents.submit(Documents.signal(type))).status())
          .isEqualTo(200);
    }
  }

  @Test
  @DisplayName("L25: chunked bodies")
  void takesChunkedBodies() {
    Answer answer =
        running
            .probe()
            .send(
                "POST",
                "/report",
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(OPEN.getBytes(UTF_8))));
    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  @DisplayName("L36, P7: 30 MB are taken; over the limit 413")
  void takesLargeBodies() {
    String large = Documents.signal("x".repeat(30_000_000));
    Answer answer = running.probe().post("/report/" + open(), Documents.append(large));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("measurement_uid")).isNotEmpty();
    byte[] tooLarge = new byte[ListenerOptions.BODY_BYTES_MAX_STANDARD + 1];
    assertThat(running.probe().post(SUBMIT, tooLarge).status()).isEqualTo(413);
  }

  @Test
  @DisplayName("L6, U6: refusals have error and detail, successes of /report have no error")
  void everyRefusalSaysWhy() {
    String id = open();
    for (Answer refusal :
        List.of(
            running.probe().post("/report", "{"),
            running.probe().post("/report/" + id, "{"),
            running.probe().post("/report/nope", "{\"content\":{}}"),
            running.probe().post("/report/nope/close", ""),
            running.probe().put("/report", "{\"content\":{}}"),
            running.probe().post(SUBMIT, "{"),
            running.probe().post(SUBMIT, "{}"),
            running.probe().post(SUBMIT, Documents.submit("{")))) {
      assertThat(refusal.status()).isBetween(400, 499);
      assertThat(refusal.header("Content-Type")).startsWith("application/json");
      assertThat(refusal.json().path("error").isString()).isTrue();
      assertThat(refusal.json().has("detail")).isTrue();
    }
    for (Answer success :
        List.of(
            running.probe().post("/report", OPEN),
            running.probe().post("/report/" + id, "{\"content\":{}}"),
            running.probe().post("/report/" + id + "/close", ""))) {
      assertThat(success.status()).isEqualTo(200);
      assertThat(success.json().has("error")).isFalse();
    }
    assertThat(running.probe().get("/pcap").status()).isEqualTo(200);
    assertThat(running.probe().get("/report/" + id + "/close").status()).isEqualTo(405);
    assertThat(running.probe().get("/invalidpath").json().path("error").isInt()).isTrue();
  }
}
