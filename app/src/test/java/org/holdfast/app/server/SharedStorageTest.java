package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.holdfast.app.command.HoldfastCommand;
import org.holdfast.catalogue.sql.PostgresOptions;
import org.holdfast.catalogue.sql.PostgresServer;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.store.HttpFault;
import org.holdfast.testkit.store.HttpFaultProxy;
import org.holdfast.testkit.store.S3Server;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whole servers over a real PostgreSQL and a real S3 server that they share.
class SharedStorageTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration RECOVERY = Duration.ofSeconds(60);
  private static final String BUCKET = "measurements";

  @TempDir static Path shared;
  private static S3Server s3;
  private static HttpFaultProxy way;

  @TempDir Path directory;
  private final PostgresOptions database = PostgresServer.emptyDatabase();

  @BeforeAll
  static void startStores() throws Exception {
    s3 = S3Server.start(Files.createDirectories(shared.resolve("s3")));
    s3.createBucket(BUCKET);
    way = HttpFaultProxy.start(s3.port());
  }

  @AfterAll
  static void stopStores() throws IOException {
    way.close();
    s3.close();
  }

  /// D4, D23: an hour of absence is as long as it takes for everything to have noticed.
  @Test
  @DisplayName("I5, I6, I10: two collectors share a database and a bucket, and both may be away")
  void nothingIsLostOrDoubledAcrossCollectors() throws Exception {
    try (BalancedServer one = start("1", BUCKET);
        BalancedServer two = start("2", BUCKET)) {
      awaitReady(one);
      awaitReady(two);
      String first = uid(submit(one, "before"));
      awaitBody(one, first);
      assertThat(uid(submit(two, "before"))).as("the fleet knows it").isEqualTo(first);

      way.all(HttpFault.UNAVAILABLE);
      PostgresServer.takeAway(database);
      List<String> uids = new ArrayList<>();
      String atOne = uid(submit(one, "both"));
      String atTwo = uid(submit(two, "both"));
      assertThat(atTwo).as("nobody could know").isNotEqualTo(atOne);
      for (int i = 0; i < 10; i++) {
        uids.add(uid(submit(i % 2 == 0 ? one : two, "away-" + i)));
      }
      awaitHealth(one, "catalogue");

      PostgresServer.giveBack(database);
      awaitHealth(one, "archive: the store at " + way.url() + " answers 503");
      for (BalancedServer server : List.of(one, two)) {
        for (String uid : List.of(atOne, atTwo)) {
          assertThat(awaitMeta(server, uid)).isIn(atOne, atTwo);
        }
      }
      assertThat(awaitMeta(one, atOne)).as("one measurement").isEqualTo(awaitMeta(two, atTwo));

      way.heal();
      awaitReady(one);
      awaitReady(two);
      uids.add(first);
      uids.add(atOne);
      uids.add(atTwo);
      for (String uid : uids) {
        // Archived by the one that took it in, read by both.
        awaitBody(one, uid);
        awaitBody(two, uid);
      }
      assertThat(s3.keys(BUCKET, ".jsonl.gz"))
          .hasSameSizeAs(s3.keys(BUCKET, ".manifest.json"))
          .anyMatch(key -> key.contains(".n1."))
          .anyMatch(key -> key.contains(".n2."));
    }
  }

  @Test
  @DisplayName("I10: a wrong bucket and a wrong key are named, and put right without a restart")
  void mistakesAreNamedAndMayBeMended() throws Exception {
    Path key = accessKey("not the secret");
    try (BalancedServer server = start("3", "later")) {
      awaitHealth(server, "does not accept our access key for bucket 'later'");
      String uid = uid(submit(server, "early"));

      Path unused = Files.writeString(key, S3Server.ACCESS_KEY + "\n" + S3Server.SECRET_KEY + "\n");
      awaitHealth(server, "there is no bucket 'later'");

      s3.createBucket("later");
      awaitReady(server);
      await().atMost(RECOVERY).until(() -> !s3.keys("later", ".manifest.json").isEmpty());
      awaitBody(server, uid);
    }
  }

  @Test
  @DisplayName("I2: an embedded installation moves to the shared stores while it serves")
  void embeddedInstallationMovesUp() throws Exception {
    s3.createBucket("moved");
    Path before = Files.writeString(directory.resolve("before.yaml"), embedded("4"));
    Path after = Files.writeString(directory.resolve("after.yaml"), shared("4", "moved"));
    List<String> uids = new ArrayList<>();
    try (BalancedServer server = Servers.start(data("4"), settings("4"), new StopSignal())) {
      for (int i = 0; i < 5; i++) {
        uids.add(uid(submit(server, "moving-" + i)));
      }
      await().atMost(RECOVERY).until(() -> manifests(data("4")) > 0);

      way.all(HttpFault.UNAVAILABLE);
      Run cutOff = run("archive", "copy", "--config", before + "", "--to", after + "");
      assertThat(cutOff.code()).isEqualTo(1);
      assertThat(cutOff.err()).contains("503").contains("run it again");
      way.heal();

      Run copied = run("archive", "copy", "--config", before + "", "--to", after + "");
      assertThat(copied.code()).as(copied.toString()).isZero();
      assertThat(copied.out()).contains("equal").contains("different=0");
      Run again = run("archive", "copy", "--config", before + "", "--to", after + "");
      assertThat(again.out()).contains("copied=0").contains("damaged=0");
      assertOtherObjectOfTheNameIsTold(before, after);

      Run rebuilt = run("catalogue", "rebuild", "--config", after + "");
      assertThat(rebuilt.code()).as(rebuilt.toString()).isZero();
      assertThat(rebuilt.out()).contains("equal").contains("different=0");
      // Not copied, and perhaps not archived.
      uids.add(uid(submit(server, "late")));
    }
    // What was published after the copy.
    Run rest = run("archive", "copy", "--config", before + "", "--to", after + "");
    assertThat(rest.code()).as(rest.toString()).isZero();
    Run restRebuilt = run("catalogue", "rebuild", "--config", after + "");
    assertThat(restRebuilt.code()).as(restRebuilt.toString()).isZero();
    try (BalancedServer server = start("4", "moved")) {
      awaitReady(server);
      for (String uid : uids) {
        awaitBody(server, uid);
      }
    }
  }

  /// One whose manifest is as long, and of other bytes.
  private void assertOtherObjectOfTheNameIsTold(Path before, Path after) throws IOException {
    Path manifest;
    try (Stream<Path> files = Files.walk(data("4").resolve("archive"))) {
      manifest =
          files.filter(f -> f.toString().endsWith(".manifest.json")).findFirst().orElseThrow();
    }
    String text = Files.readString(manifest);
    Files.writeString(
        manifest,
        Pattern.compile("(\"sha256\":\")(.)")
            .matcher(text)
            .replaceFirst(found -> found.group(1) + (found.group(2).equals("0") ? "1" : "0")));
    Run other = run("archive", "copy", "--config", before + "", "--to", after + "");
    Files.writeString(manifest, text);
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.out()).contains("damaged=1");
    assertThat(other.err()).contains("damaged raw/");
  }

  private record Run(int code, String out, String err) {}

  private static Run run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        HoldfastCommand.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            arguments);
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static long manifests(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("archive"))) {
      return files.filter(file -> file.toString().endsWith(".manifest.json")).count();
    }
  }

  private Path data(String collector) {
    return directory.resolve("data-" + collector);
  }

  private String embedded(String collector) throws IOException {
    return "data: " + data(collector) + "\n" + Servers.FREE_PORTS + settings(collector);
  }

  private String shared(String collector, String bucket) throws IOException {
    return embedded(collector) + stores(bucket);
  }

  private String settings(String collector) throws IOException {
    return """
    collector: {id: "%s"}
    pipeline: {publish-after: 500ms}
    fleet: {key-file: "%s"}
    """
        .formatted(collector, fleetKey());
  }

  private String stores(String bucket) throws IOException {
    Path key = directory.resolve("access-key");
    if (!Files.exists(key)) {
      Path unused = accessKey(S3Server.SECRET_KEY);
    }
    return """
    catalogue:
      postgresql: {url: "%s", user: "%s"}
    archive:
      s3: {endpoint: "%s", bucket: %s, access-key-file: "%s"}
    """
        .formatted(database.url(), database.user(), way.url(), bucket, key);
  }

  private BalancedServer start(String collector, String bucket) throws Exception {
    return Servers.start(data(collector), settings(collector) + stores(bucket), new StopSignal());
  }

  private Path accessKey(String secret) throws IOException {
    return secretFile("access-key", S3Server.ACCESS_KEY + "\n" + secret + "\n");
  }

  private Path fleetKey() throws IOException {
    Path file = directory.resolve("fleet.key");
    return Files.exists(file) ? file : secretFile("fleet.key", "0123456789".repeat(4));
  }

  private Path secretFile(String name, String content) throws IOException {
    Path file =
        Files.createFile(
            directory.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, content);
  }

  private static void awaitReady(BalancedServer server) {
    await()
        .atMost(RECOVERY)
        .untilAsserted(
            () -> {
              Answer health = get(server.listener("admin"), "/health/ready");
              assertThat(health.status()).as(health.text()).isEqualTo(200);
            });
  }

  private static void awaitHealth(BalancedServer server, String says) {
    await()
        .atMost(RECOVERY)
        .untilAsserted(
            () -> assertThat(get(server.listener("admin"), "/health/ready").text()).contains(says));
  }

  private static void awaitBody(BalancedServer server, String uid) {
    try (ReadApi api = new ReadApi(server.listener("public"))) {
      await()
          .atMost(RECOVERY)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> api.raw(uid), Optional::isPresent);
    }
  }

  /// The uid of the measurement that `uid` leads to.
  private static String awaitMeta(BalancedServer server, String uid) {
    try (ReadApi api = new ReadApi(server.listener("public"))) {
      JsonNode meta =
          await()
              .atMost(RECOVERY)
              .ignoreExceptionsInstanceOf(IOException.class)
              .until(() -> api.meta(uid), Optional::isPresent)
              .orElseThrow();
      return meta.path("measurement_uid").stringValue();
    }
  }

  private static String uid(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.member("measurement_uid").orElseThrow();
  }

  private static Answer submit(BalancedServer server, String input) throws IOException {
    String document =
        """
        {"test_name":"signal","probe_cc":"PT","probe_asn":"AS1","input":"%s",
         "test_start_time":"2026-01-02 03:04:05","measurement_start_time":"2026-01-02 03:04:06",
         "test_keys":{}}
        """
            .formatted(input);
    String body = JSON.createObjectNode().put("format", "json").put("content", document).toString();
    Target target = server.listener("public");
    return WireConnection.once(
        target,
        WireRequest.of("POST", "/api/v1/submit_measurement")
            .header("Host", target.authority())
            .sized(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static Answer get(Target target, String path) throws IOException {
    return WireConnection.once(
        target, WireRequest.of("GET", path).header("Host", target.authority()));
  }
}
