package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.holdfast.app.command.HoldfastCommand;
import org.holdfast.client.CollectorTransport;
import org.holdfast.client.CredentialClient;
import org.holdfast.client.CredentialStore;
import org.holdfast.client.Handed;
import org.holdfast.client.Retries;
import org.holdfast.credentials.nym.Network;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Credentials from outside: the commands, a real port, the client library.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialsTest {
  /// As many as one likes: `-Dholdfast.lostanswers=10000`.
  private static final int LOST_ANSWERS = Integer.getInteger("holdfast.lostanswers", 8);

  private static final Network NETWORK = new Network("PT", "AS64501");
  private static final Retries NO_PAUSE =
      new Retries(50, Duration.ZERO, Duration.ZERO, pause -> {});

  @TempDir static Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private BalancedServer server;
  private Path config;
  private Path policy;
  private int measurements;

  @BeforeAll
  void start() throws Exception {
    policy = directory.resolve("policy.yaml");
    writePolicy("[2461110, 2826140]");
    String more = "credentials: {policy: '" + policy + "'}\npipeline: {publish-after: 1s}\n";
    config = directory.resolve("holdfast.yaml");
    Files.writeString(config, "data: " + directory.resolve("data") + "\n" + more);
    server = Servers.start(directory.resolve("data"), more, new StopSignal());
    assertThat(get("/api/v1/manifest").status()).isEqualTo(404);
    assertThat(holdfast("keygen")).contains("current");
    await().until(() -> get("/api/v1/manifest").status() == 200);
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
    http.close();
  }

  private void writePolicy(String age) throws IOException {
    Files.writeString(
        policy,
        """
        - match: {probe_cc: "*", probe_asn: "*"}
          policy: {age: %s, min_measurement_count: 0}
        """
            .formatted(age));
  }

  @Test
  @DisplayName("of 30 % lost answers none costs a count, a credential or a second measurement")
  void lostAnswers() throws Exception {
    Random luck = new Random(7);
    CollectorTransport real = transport();
    CollectorTransport lossy =
        (path, body) -> {
          CollectorTransport.Answer answer = real.ask(path, body);
          if (luck.nextInt(10) < 3) {
            throw new IOException("the answer was lost");
          }
          return answer;
        };
    List<String> uids = new ArrayList<>();
    try (CredentialStore store = CredentialStore.open(directory.resolve("lossy.credential"))) {
      CredentialClient client = client(store, lossy);
      for (int i = 1; i <= LOST_ANSWERS; i++) {
        Handed handed = client.submit(document(), NETWORK);
        assertThat(handed.status()).isEqualTo("verified");
        assertThat(store.count()).isEqualTo(i);
        uids.add(handed.uid());
      }
    }
    assertThat(uids).doesNotHaveDuplicates();
    for (String uid : uids) {
      await().untilAsserted(() -> assertThat(meta(uid)).contains("\"verified\""));
    }
  }

  @Test
  @DisplayName("a client that dies before, while or after it sends goes on where it was")
  void crashedClient() throws Exception {
    Path file = directory.resolve("crashed.credential");
    byte[] first = document();
    for (int dies = 0; dies < 6; dies++) {
      // It dies at the n-th answer: manifest, registration, submission.
      int[] left = {dies};
      CollectorTransport dying =
          (path, body) -> {
            CollectorTransport.Answer answer = transport().ask(path, body);
            if (left[0]-- == 0) {
              throw new IllegalStateException("dead");
            }
            return answer;
          };
      try (CredentialStore store = CredentialStore.open(file)) {
        var unused = client(store, dying).submit(first, NETWORK);
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("dead");
      }
    }
    try (CredentialStore store = CredentialStore.open(file)) {
      assertThat(client(store, transport()).submit(first, NETWORK).isVerified()).isTrue();
      assertThat(store.isPending()).isFalse();
      assertThat(store.count()).isBetween(1L, 4L);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  @DisplayName(
      "a new key is taken up, and the old one again, without a restart or a lost credential")
  void rotationAndBack() throws Exception {
    String before = get("/api/v1/manifest").text();
    String firstKey = holdfast("show").split(" ", -1)[1];
    try (CredentialStore store = CredentialStore.open(directory.resolve("rotated.credential"))) {
      CredentialClient client = client(store, transport());
      assertThat(client.submit(document(), NETWORK).isVerified()).isTrue();
      assertThat(holdfast("rotate", "--in", "PT0S")).contains("accepted", "current");
      await().until(() -> !get("/api/v1/manifest").text().equals(before));
      // With the manifest it knows, then with the next.
      assertThat(client.submit(document(), NETWORK).isVerified()).isTrue();
      client = client(store, transport());
      assertThat(client.submit(document(), NETWORK).isVerified()).isTrue();
      String between = get("/api/v1/manifest").text();
      assertThat(holdfast("rotate", "--back", firstKey)).contains(firstKey + " current");
      await().until(() -> !get("/api/v1/manifest").text().equals(between));
      client = client(store, transport());
      assertThat(client.submit(document(), NETWORK).isVerified()).isTrue();
      assertThat(store.count()).isEqualTo(4);
    }
    assertThat(holdfast("log")).contains("log key");
  }

  @Test
  @DisplayName("P60: a broken policy leaves the last good one in force, and readiness says so")
  void brokenPolicy() throws Exception {
    String before = get("/api/v1/manifest").text();
    writePolicy("[5, 5]");
    await().until(() -> get("admin", "/health/ready").text().contains("policy.yaml entry 1"));
    assertThat(get("/api/v1/manifest").text()).isEqualTo(before);
    writePolicy("[2461110, 2826140]");
    await().until(() -> !get("admin", "/health/ready").text().contains("policy.yaml"));
  }

  @Test
  @DisplayName("submit --credential proves what it hands in")
  void submitCommand() throws Exception {
    Path file = Files.write(directory.resolve("measurement.json"), document());
    Path credential = directory.resolve("cli.credential");
    String[] submit = {
      "submit", "--to", url().toString(), "--credential", credential.toString(), file.toString()
    };
    assertThat(run(submit)).isZero();
    try (CredentialStore store = CredentialStore.open(credential)) {
      assertThat(store.count()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("keys that others may read are not used")
  void openKeys() throws Exception {
    Path keys = directory.resolve("data/credentials/issuer.keys");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
    try {
      assertThat(run("credentials", "show", "--config", config.toString())).isEqualTo(1);
      assertThat(err.toString(UTF_8)).contains("chmod 600");
    } finally {
      Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  @DisplayName("P49: no nym, proof or key is in any file or log but their own")
  void secretsStayWhereTheyBelong() throws Exception {
    String keys = Files.readString(directory.resolve("data/credentials/issuer.keys"));
    List<String> secrets = new ArrayList<>(List.of("zkp_request"));
    secrets.add(keys.lines().skip(1).findFirst().orElseThrow().split(" ", -1)[3]);
    Handed handed = submitAndNote(secrets);
    Path archive = directory.resolve("data/archive");
    await().until(() -> contents(archive).stream().anyMatch(text -> text.contains(handed.uid())));

    for (String text : contents(directory.resolve("data"))) {
      assertThat(text).doesNotContain(secrets);
    }
    assertThat(get("admin", "/metrics").text()).doesNotContain(secrets);
  }

  /// @param secrets nym and proof are added, as they were sent and as bytes
  private Handed submitAndNote(List<String> secrets) throws Exception {
    CollectorTransport noting =
        (path, body) -> {
          if (path.endsWith("/submit_measurement")) {
            JsonNode sent = JsonMapper.builder().build().readTree(body.orElseThrow());
            String proof = sent.path("zkp_request").asString();
            secrets.addAll(List.of(sent.path("nym").asString(), proof.substring(0, 80)));
            byte[] bytes = Base64.getDecoder().decode(proof);
            secrets.add(new String(bytes, 0, 64, ISO_8859_1));
          }
          return transport().ask(path, body);
        };
    try (CredentialStore store = CredentialStore.open(directory.resolve("noted.credential"))) {
      Handed handed = client(store, noting).submit(document(), NETWORK);
      assertThat(handed.isVerified()).isTrue();
      assertThat(secrets).hasSize(5);
      return handed;
    }
  }

  /// Everything that is written there, unpacked, but for the file of keys.
  private static List<String> contents(Path root) throws IOException {
    List<String> contents = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (!file.endsWith("issuer.keys")) {
          contents.add(new String(unpacked(file), ISO_8859_1));
        }
      }
    }
    return contents;
  }

  private static byte[] unpacked(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    boolean isPacked = bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
    return isPacked ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes() : bytes;
  }

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    PrintStream errors = new PrintStream(err, true, UTF_8);
    return HoldfastCommand.run(errors, errors, arguments);
  }

  private String holdfast(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(out, true, UTF_8);
    List<String> all = new ArrayList<>(List.of("credentials"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--config", config.toString()));
    assertThat(HoldfastCommand.run(both, both, all.toArray(String[]::new)))
        .as(out.toString(UTF_8))
        .isZero();
    return out.toString(UTF_8);
  }

  private byte[] document() {
    measurements++;
    return ("{\"test_name\":\"signal\",\"probe_cc\":\"PT\",\"probe_asn\":\"AS64501\",\"input\":\""
            + measurements
            + "\",\"measurement_start_time\":\"2026-11-22 10:00:00\",\"test_keys\":{}}")
        .getBytes(UTF_8);
  }

  private URI url() {
    return URI.create(server.readyLine().split("[ =]", -1)[2]);
  }

  private CollectorTransport transport() {
    return CollectorTransport.http(http, url());
  }

  private static CredentialClient client(CredentialStore store, CollectorTransport transport) {
    return new CredentialClient(store, transport, NO_PAUSE, Clock.systemUTC(), new SecureRandom());
  }

  private String meta(String uid) throws IOException {
    return get("/api/v1/measurement_meta?measurement_uid=" + uid).text();
  }

  private Answer get(String path) throws IOException {
    return get("public", path);
  }

  private Answer get(String listener, String path) throws IOException {
    var target = server.listener(listener);
    return WireConnection.once(
        target, WireRequest.of("GET", path).header("Host", target.authority()));
  }
}
