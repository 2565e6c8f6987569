package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A probe is blocked and pardoned, by the commands and seen from outside.
class BlockedProbeTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Network NETWORK = new Network("PT", "AS64501");
  private static final Retries RETRIES = new Retries(50, Duration.ZERO, Duration.ZERO, pause -> {});

  @TempDir private Path directory;

  private final List<JsonNode> submitted = new CopyOnWriteArrayList<>();
  private Path config = Path.of("");

  @Test
  @DisplayName(
      "I9: what a blocked probe submits is taken in, withheld in public, and published once released; P49: nothing it kept secret is on disk, in metrics or printed")
  void blockedAndReleased() throws Exception {
    config = directory.resolve("holdfast.yaml");
    Files.writeString(config, "data: " + directory.resolve("data") + "\n");
    try (BalancedServer server =
            Servers.start(
                directory.resolve("data"), "pipeline: {publish-after: 1s}\n", new StopSignal());
        HttpClient http = HttpClient.newHttpClient();
        CredentialStore store = CredentialStore.open(directory.resolve("probe.credential"))) {
      holdfast("credentials", "keygen");
      await().until(() -> get(server, "public", "/api/v1/manifest").status() == 200);
      CredentialClient client = client(store, transport(server, http));

      Handed before = client.submit(document(1), NETWORK);
      await().untilAsserted(() -> assertThat(meta(server, before)).contains("\"verified\""));
      String probeId = published(server, before).path("probe_id").asString("");
      assertThat(probeId)
          .as("what is published names who has proven to have made it, whatever the document says")
          .isEqualTo(nymOfLast());

      String said =
          holdfast(
              "credentials",
              "block",
              "--cc",
              "PT",
              "--asn",
              "AS64501",
              "--reason",
              "floods",
              probeId);
      String id = said.split(" ", -1)[1];
      assertThat(holdfast("credentials", "blocks")).contains(id + " in force", probeId, "floods");
      await().untilAsserted(() -> assertThat(blocked(server)).contains(id));
      Handed withheld = client.submit(document(2), NETWORK);
      assertThat(withheld.isVerified()).as("the probe is never refused").isTrue();
      await().untilAsserted(() -> assertThat(blocked(server)).contains("\"withheld\":1"));
      assertThat(meta(server, withheld)).isEqualTo("{}");
      assertThat(holdfast("quarantine", "list", "--stage", "block"))
          .contains(withheld.uid(), "blocked-" + id, "floods");

      holdfast("credentials", "unblock", id, "--reason", "it was us");
      await().untilAsserted(() -> assertThat(blocked(server)).contains("\"in_force\":false"));
      String asked =
          holdfast("quarantine", "release", "--reason", "blocked-" + id, "--why", "it was us");
      assertThat(asked).contains("asked for the release of 1");
      await().untilAsserted(() -> assertThat(meta(server, withheld)).contains("\"verified\""));
      assertThat(published(server, withheld).path("probe_id").asString("")).isEqualTo(probeId);
      assertThat(blocked(server)).contains("\"withheld\":0");
      assertThat(holdfast("quarantine", "list", "--stage", "block")).contains("(released)");
      assertThat(holdfast("quarantine", "release", "--stage", "block", "--why", "again"))
          .contains("release of 0");
      assertSecretsAreNowhere(get(server, "admin", "/metrics").text());
    }
  }

  /// Keys in the forms they have on disk, as bytes and as digits; nyms and proofs as they were
  /// sent.
  private void assertSecretsAreNowhere(String metrics) throws IOException {
    List<String> secrets = new ArrayList<>();
    for (JsonNode request : submitted) {
      secrets.add(request.path("zkp_request").asString("").substring(0, 60));
      secrets.add(request.path("nym").asString(""));
    }
    Path keys = directory.resolve("data/credentials/issuer.keys");
    byte[] key = Base64.getDecoder().decode(Files.readString(keys).split("\\s+", -1)[5]);
    for (int scalar = 1; scalar + 32 <= key.length; scalar += scalar == 33 ? 40 : 32) {
      byte[] bytes = Arrays.copyOfRange(key, scalar, scalar + 32);
      secrets.add(new String(bytes, ISO_8859_1));
      secrets.add(HexFormat.of().formatHex(bytes));
      secrets.add(Base64.getEncoder().withoutPadding().encodeToString(bytes).substring(0, 42));
    }
    assertThat(secrets).hasSize(submitted.size() * 2 + 5 * 3);
    try (Stream<Path> files = Files.walk(directory.resolve("data"))) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (!file.equals(keys)) {
          assertThat(Files.readString(file, ISO_8859_1)).as("%s", file).doesNotContain(secrets);
        }
      }
    }
    assertThat(metrics).doesNotContain(secrets);
    assertThat(printed.toString(UTF_8)).doesNotContain(secrets);
  }

  private CollectorTransport transport(BalancedServer server, HttpClient http) {
    CollectorTransport real =
        CollectorTransport.http(http, URI.create(server.readyLine().split("[ =]", -1)[2]));
    return (path, body) -> {
      body.map(bytes -> JSON.readTree(new String(bytes, UTF_8)))
          .filter(request -> request.has("zkp_request"))
          .ifPresent(submitted::add);
      return real.ask(path, body);
    };
  }

  private String nymOfLast() {
    String nym = submitted.getLast().path("nym").asString("");
    return HexFormat.of().formatHex(Base64.getDecoder().decode(nym));
  }

  private static CredentialClient client(CredentialStore store, CollectorTransport transport) {
    return new CredentialClient(store, transport, RETRIES, Clock.systemUTC(), new SecureRandom());
  }

  private static byte[] document(int number) {
    return ("{\"test_name\":\"signal\",\"probe_cc\":\"PT\",\"probe_asn\":\"AS64501\",\"probe_id\":\""
            + "0".repeat(64)
            + "\",\"input\":\""
            + number
            + "\",\"measurement_start_time\":\"2026-11-22 10:00:00\",\"test_keys\":{}}")
        .getBytes(UTF_8);
  }

  private JsonNode published(BalancedServer server, Handed handed) throws IOException {
    return JSON.readTree(
        get(server, "public", "/api/v1/raw_measurement?measurement_uid=" + handed.uid()).text());
  }

  private static String meta(BalancedServer server, Handed handed) throws IOException {
    return get(server, "public", "/api/v1/measurement_meta?measurement_uid=" + handed.uid()).text();
  }

  private static String blocked(BalancedServer server) throws IOException {
    return get(server, "public", "/api/v1/credentials/blocked").text();
  }

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private String holdfast(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(out, true, UTF_8);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", config.toString()));
    int code = HoldfastCommand.run(both, both, all.toArray(String[]::new));
    assertThat(code).as(out.toString(UTF_8)).isZero();
    printed.writeBytes(out.toByteArray());
    return out.toString(UTF_8);
  }

  private static Answer get(BalancedServer server, String listener, String path)
      throws IOException {
    var target = server.listener(listener);
    return WireConnection.once(
        target, WireRequest.of("GET", path).header("Host", target.authority()));
  }
}
