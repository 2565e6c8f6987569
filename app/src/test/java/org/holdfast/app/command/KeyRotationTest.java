package org.holdfast.app.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.holdfast.app.server.BalancedServer;
import org.holdfast.app.server.Servers;
import org.holdfast.app.server.SteppedClock;
import org.holdfast.app.server.StopSignal;
import org.holdfast.client.CollectorTransport;
import org.holdfast.client.CredentialClient;
import org.holdfast.client.CredentialStore;
import org.holdfast.client.Handed;
import org.holdfast.client.Retries;
import org.holdfast.credentials.nym.Network;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Changes of keys on running collectors, by the commands and as probes meet them. Servers,
/// commands and probes share a clock that the test lets run.
class KeyRotationTest {
  private static final Network NETWORK = new Network("PT", "AS64501");
  private static final Retries ONCE = new Retries(1, Duration.ZERO, Duration.ZERO, pause -> {});
  private static final String REGISTER = "/api/v1/sign_credential";
  private static final String UPDATE = "/api/v1/update_credential";

  @TempDir private Path directory;

  private final SteppedClock clock = new SteppedClock();
  private final HttpClient http = HttpClient.newHttpClient();

  /// What probes were answered, as in `/api/v1/manifest 200`.
  private final List<String> answered = new CopyOnWriteArrayList<>();

  private BalancedServer server;
  private Path config;
  private int measurements;

  @BeforeEach
  void start() throws Exception {
    config = directory.resolve("holdfast.yaml");
    Files.writeString(config, "data: " + directory.resolve("data") + "\n");
    server = start("data");
    credentials("keygen");
    await().until(() -> !version(server).isEmpty());
  }

  private BalancedServer start(String data) throws Exception {
    return Servers.start(directory.resolve(data), "", clock, new StopSignal());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    http.close();
  }

  @Test
  @DisplayName(
      "a staged rotation and the way back: probes move by update_credential within the overlap, on"
          + " any collector, and keep their counts")
  void movesWithinTheOverlap() throws Exception {
    String first = version(server);
    String firstKey = currentKey();
    try (CredentialStore store = open("moving")) {
      handIn(store, server, 1);

      // A key that is taken back before its time comes was never used.
      credentials("rotate", "--in", "PT1H");
      assertThat(credentials("show")).contains(firstKey + " current", "to come");
      credentials("rotate", "--back", firstKey);
      assertThat(credentials("show")).contains(firstKey + " current", "ended");
      clock.pass(Duration.ofHours(2));
      handIn(store, server, 2);
      assertThat(answered).doesNotContain(UPDATE + " 200");

      try (BalancedServer other = anotherCollector()) {
        credentials("rotate", "--in", "PT1H", "--overlap", "P30D");
        copyTo("second", "issuer.keys");
        clock.pass(Duration.ofMinutes(50));
        handIn(store, other, 3);
        assertThat(version(server)).as("staged, not in force").isEqualTo(first);

        clock.pass(Duration.ofMinutes(20));
        await().until(() -> !version(server).equals(first));
        String second = version(server);
        copyTo("second", "parameters.log");
        await().until(() -> version(other).equals(second));
        String secondKey = currentKey();
        handIn(store, other, 4);
        assertThat(answered).as("under the next key").containsOnlyOnce(UPDATE + " 200");

        credentials("rotate", "--back", firstKey);
        copyTo("second", "issuer.keys");
        await().until(() -> version(server).equals(first));
        copyTo("second", "parameters.log");
        await().until(() -> version(other).equals(first));
        assertThat(credentials("show")).contains(firstKey + " current", secondKey + " accepted");
        handIn(store, other, 5);
        handIn(store, server, 6);
        assertThat(answered.stream().filter((UPDATE + " 200")::equals)).hasSize(2);
      }
    }
    assertThat(answered).as("nobody registers again").containsOnlyOnce(REGISTER + " 200");
  }

  @Test
  @DisplayName(
      "who comes after the overlap is told credential_error and registers again; the measurement,"
          + " and one whose answer was lost before, are kept and verified")
  void registersAgainAfterTheOverlap() throws Exception {
    String before = version(server);
    byte[] begun = document();
    try (CredentialStore late = open("late");
        CredentialStore interrupted = open("interrupted")) {
      handIn(late, server, 1);
      handIn(interrupted, server, 1);
      assertThatThrownBy(
              () -> client(interrupted, loses("/api/v1/submit_measurement")).submit(begun, NETWORK))
          .isInstanceOf(IOException.class);
      assertThat(interrupted.isPending()).isTrue();

      credentials("rotate", "--in", "PT0S", "--overlap", "P2D");
      await().until(() -> !version(server).equals(before));
      clock.pass(Duration.ofDays(3));
      await().until(() -> !isUsable(before));
      answered.clear();
      handIn(late, server, 1);
      assertThat(answered).contains(UPDATE + " 403 credential_error", REGISTER + " 200");
      handIn(late, server, 2);

      Handed handed = client(interrupted, transport(server)).submit(begun, NETWORK);
      assertThat(handed.isVerified()).as(handed.toString()).isTrue();
      assertThat(interrupted.count()).isEqualTo(1);
      awaitVerified(server, handed);
    }
  }

  private void handIn(CredentialStore store, BalancedServer collector, long count)
      throws IOException, InterruptedException {
    Handed handed = client(store, transport(collector)).submit(document(), NETWORK);
    assertThat(handed.isVerified()).as(handed.toString()).isTrue();
    assertThat(store.count()).isEqualTo(count);
    awaitVerified(collector, handed);
  }

  private static void awaitVerified(BalancedServer collector, Handed handed) {
    await()
        .untilAsserted(
            () ->
                assertThat(
                        get(collector, "/api/v1/measurement_meta?measurement_uid=" + handed.uid()))
                    .contains("\"verified\""));
  }

  /// A machine that has the keys and the log, and not the key of the log.
  private BalancedServer anotherCollector() throws Exception {
    Files.createDirectories(directory.resolve("second/credentials"));
    copyTo("second", "issuer.keys");
    copyTo("second", "parameters.log");
    BalancedServer other = start("second");
    await().until(() -> version(other).equals(version(server)));
    return other;
  }

  private void copyTo(String data, String name) throws IOException {
    Path to = directory.resolve(data).resolve("credentials").resolve(name);
    Path unfinished = to.resolveSibling(name + ".new");
    Files.copy(
        directory.resolve("data/credentials").resolve(name),
        unfinished,
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(unfinished, to, StandardCopyOption.ATOMIC_MOVE);
  }

  private CredentialStore open(String name) throws IOException {
    return CredentialStore.open(directory.resolve(name + ".credential"));
  }

  private CredentialClient client(CredentialStore store, CollectorTransport transport) {
    return new CredentialClient(store, transport, ONCE, clock, new SecureRandom());
  }

  private CollectorTransport transport(BalancedServer collector) {
    CollectorTransport real =
        CollectorTransport.http(http, URI.create(collector.readyLine().split("[ =]", -1)[2]));
    return (path, body) -> {
      CollectorTransport.Answer answer = real.ask(path, body);
      boolean ended = new String(answer.body(), UTF_8).contains("\"credential_error\"");
      answered.add(path + " " + answer.status() + (ended ? " credential_error" : ""));
      return answer;
    };
  }

  private CollectorTransport loses(String lost) {
    CollectorTransport real = transport(server);
    return (path, body) -> {
      if (path.equals(lost)) {
        throw new IOException("the request was lost");
      }
      return real.ask(path, body);
    };
  }

  private byte[] document() {
    measurements++;
    return ("{\"test_name\":\"signal\",\"probe_cc\":\"PT\",\"probe_asn\":\"AS64501\",\"input\":\""
            + measurements
            + "\",\"measurement_start_time\":\"2026-11-22 10:00:00\",\"test_keys\":{}}")
        .getBytes(UTF_8);
  }

  private String currentKey() {
    return credentials("show")
        .lines()
        .filter(line -> line.contains(" current,"))
        .findFirst()
        .orElseThrow()
        .split(" ", -1)[1];
  }

  private String credentials(String... arguments) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(printed, true, UTF_8);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", config.toString()));
    int code =
        CredentialsCommand.withItsCommands(both, both, clock).execute(all.toArray(String[]::new));
    assertThat(code).as(printed.toString(UTF_8)).isZero();
    return printed.toString(UTF_8);
  }

  /// Of the manifest that is served; empty while there is none.
  private static String version(BalancedServer collector) throws IOException {
    String manifest = get(collector, "/api/v1/manifest");
    String member = "\"version\":\"";
    int at = manifest.indexOf(member);
    return at < 0 ? "" : manifest.substring(at + member.length()).split("\"", -1)[0];
  }

  /// Whether a proof may still name that manifest; a server reckons again within seconds.
  private boolean isUsable(String version) throws IOException {
    String body =
        "{\"format\":\"json\",\"content\":\"{}\",\"manifest_version\":\"" + version + "\"}";
    var target = server.listener("public");
    return !WireConnection.once(
            target,
            WireRequest.of("POST", "/api/v1/submit_measurement")
                .header("Host", target.authority())
                .sized(body.getBytes(UTF_8)))
        .text()
        .contains("manifest_not_found");
  }

  private static String get(BalancedServer collector, String path) throws IOException {
    var target = collector.listener("public");
    return WireConnection.once(
            target, WireRequest.of("GET", path).header("Host", target.authority()))
        .text();
  }
}
