package org.holdfast.app.server;

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
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.holdfast.app.command.HoldfastCommand;
import org.holdfast.app.issuer.IssuerDirectory;
import org.holdfast.client.CollectorTransport;
import org.holdfast.client.CredentialClient;
import org.holdfast.client.CredentialStore;
import org.holdfast.client.Retries;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.keyring.KeyRing;
import org.holdfast.credentials.nym.Network;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of an issuer that cannot be used: measurements are taken in all the same.
class UnfitIssuerFilesTest {
  private static final String GOOD =
      "- {match: {probe_cc: '*', probe_asn: '*'},"
          + " policy: {age: [2461110, 2826140], min_measurement_count: 0}}\n";
  private static final String UNFIT = GOOD.replace("2826140", "5");

  @TempDir private Path directory;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private Path policy = Path.of("");
  private Path config = Path.of("");
  private int measurements;

  @BeforeEach
  void configure() throws IOException {
    policy = directory.resolve("policy.yaml");
    config = directory.resolve("holdfast.yaml");
    Files.writeString(config, "data: " + directory.resolve("data") + "\n" + more());
  }

  private String more() {
    return "credentials: {policy: '" + policy + "'}\n";
  }

  private BalancedServer start() throws Exception {
    return Servers.start(directory.resolve("data"), more(), new StopSignal());
  }

  @Test
  @DisplayName(
      "I10: with an unfit policy a server starts, says so, takes in, and serves the last good manifest if there was one")
  void unfitPolicy() throws Exception {
    Files.writeString(policy, UNFIT);
    assertThat(run("credentials", "keygen", "--config", config.toString())).isZero();
    assertThat(run("check-config", config.toString())).isEqualTo(2);
    assertThat(said.toString(UTF_8)).contains("policy.yaml entry 1: policy.age");
    String manifest;
    try (BalancedServer server = start()) {
      assertThat(get(server, "admin", "/health/ready").text()).contains("policy.yaml entry 1");
      assertThat(get(server, "admin", "/metrics").text())
          .contains("holdfast_credentials_refused 1");
      assertThat(get(server, "public", "/api/v1/manifest").status()).isEqualTo(404);
      assertThat(submit(server)).isEqualTo(200);

      Files.writeString(policy, GOOD);
      await().until(() -> get(server, "public", "/api/v1/manifest").status() == 200);
      manifest = get(server, "public", "/api/v1/manifest").text();
    }
    assertThat(run("check-config", config.toString())).isZero();
    Files.writeString(policy, UNFIT);
    try (BalancedServer server = start()) {
      assertThat(get(server, "admin", "/health/ready").text()).contains("policy.yaml entry 1");
      assertThat(get(server, "public", "/api/v1/manifest").text()).isEqualTo(manifest);
      assertThat(submit(server)).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("I10: with keys that cannot be used a server starts, says so, and takes in")
  void unfitKeys() throws Exception {
    Files.writeString(policy, GOOD);
    assertThat(run("credentials", "keygen", "--config", config.toString())).isZero();
    Path keys = directory.resolve("data/credentials/issuer.keys");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(run("check-config", config.toString())).isEqualTo(2);
    assertThat(said.toString(UTF_8)).contains("chmod 600");
    try (BalancedServer server = start()) {
      assertThat(get(server, "admin", "/health/ready").text()).contains("chmod 600");
      assertThat(submit(server)).isEqualTo(200);

      Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
      await().until(() -> get(server, "public", "/api/v1/manifest").status() == 200);
    }
  }

  @Test
  @DisplayName("a credential under a key that was taken out is replaced by a new one")
  void prunedKey() throws Exception {
    Files.writeString(policy, GOOD);
    assertThat(run("credentials", "keygen", "--config", config.toString())).isZero();
    try (BalancedServer server = start();
        HttpClient http = HttpClient.newHttpClient();
        CredentialStore store = CredentialStore.open(directory.resolve("probe.credential"))) {
      URI url = URI.create(server.readyLine().split("[ =]", -1)[2]);
      assertThat(submit(store, http, url)).isEqualTo("verified");
      String before = get(server, "public", "/api/v1/manifest").text();

      PrivateKey another = PrivateKey.generate(ScalarSource.of(new SecureRandom()));
      new IssuerDirectory(directory.resolve("data/credentials"))
          .writeKeys(KeyRing.of(another, Instant.now().minusSeconds(60)));
      await().until(() -> !get(server, "public", "/api/v1/manifest").text().equals(before));

      assertThat(submit(store, http, url)).isEqualTo("verified");
      assertThat(store.count()).isEqualTo(1);
    }
  }

  private String submit(CredentialStore store, HttpClient http, URI url) throws Exception {
    Retries retries = new Retries(5, Duration.ZERO, Duration.ZERO, pause -> {});
    CredentialClient client =
        new CredentialClient(
            store,
            CollectorTransport.http(http, url),
            retries,
            Clock.systemUTC(),
            new SecureRandom());
    return client.submit(document().getBytes(UTF_8), new Network("PT", "AS64501")).status();
  }

  private int submit(BalancedServer server) throws IOException {
    var target = server.listener("public");
    String body = "{\"format\":\"json\",\"content\":\"" + document().replace("\"", "\\\"") + "\"}";
    return WireConnection.once(
            target,
            WireRequest.of("POST", "/api/v1/submit_measurement")
                .header("Host", target.authority())
                .sized(body.getBytes(UTF_8)))
        .status();
  }

  private String document() {
    measurements++;
    return "{\"test_name\":\"signal\",\"probe_cc\":\"PT\",\"probe_asn\":\"AS64501\",\"input\":\""
        + measurements
        + "\",\"measurement_start_time\":\"2026-11-22 10:00:00\",\"test_keys\":{}}";
  }

  private int run(String... arguments) {
    PrintStream both = new PrintStream(said, true, UTF_8);
    return HoldfastCommand.run(both, both, arguments);
  }

  private static Answer get(BalancedServer server, String listener, String path)
      throws IOException {
    var target = server.listener(listener);
    return WireConnection.once(
        target, WireRequest.of("GET", path).header("Host", target.authority()));
  }
}
