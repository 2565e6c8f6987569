package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {
  @TempDir Path directory;

  @Test
  void readyLineNamesEveryListener() throws Exception {
    try (BalancedServer server =
        Servers.startAs(
            directory.resolve("data"),
            Servers.FREE_PORTS + "  - {name: second, address: '127.0.0.1:0'}\n",
            new StopSignal())) {
      assertThat(server.readyLine())
          .matches(
              "ready public=http://127\\.0\\.0\\.1:[0-9]+ second=http://127\\.0\\.0\\.1:[0-9]+"
                  + " admin=http://127\\.0\\.0\\.1:[0-9]+");
      assertThat(get(server, "second", "/version").status()).isEqualTo(200);
    }
  }

  /// P83, P84.
  @Test
  void publicListenerTellsHealthAndVersion() throws Exception {
    try (BalancedServer server = start("")) {
      await().until(() -> get(server, "public", "/health").status() == 200);
      Answer health = get(server, "public", "/health");
      assertThat(health.text())
          .isEqualTo(
              "{\"status\":\"ok\",\"errors\":[],\"version\":\"1.2.3\",\"build_label\":\"1.2.3+abc\"}");
      assertThat(get(server, "public", "/version").text())
          .isEqualTo("{\"version\":\"1.2.3\",\"build_label\":\"1.2.3+abc\"}");
      assertThat(get(server, "public", "/metrics").status()).isEqualTo(404);
    }
  }

  @Test
  void adminListenerTellsHealthAndMetrics() throws Exception {
    try (BalancedServer server = start("")) {
      await().until(() -> get(server, "admin", "/health/ready").status() == 200);
      assertThat(get(server, "admin", "/health/live").text()).isEqualTo("{\"status\":\"live\"}");
      assertThat(get(server, "admin", "/health/ready").text())
          .isEqualTo("{\"status\":\"ready\",\"waits_for\":[]}");
      assertThat(get(server, "admin", "/metrics").text())
          .contains("jvm_memory_used_bytes", "process_uptime_seconds", "process_files_open_files")
          .contains("holdfast_submissions_received_total", "holdfast_journal_accepting")
          .doesNotContain("127.0.0.1");
    }
  }

  @Test
  void unknownPathAndMethodAreRefusedAsOldProbesExpect() throws Exception {
    try (BalancedServer server = start("")) {
      assertThat(get(server, "public", "/invalidpath").text())
          .isEqualTo("{\"error\":404,\"detail\":\"Not Found\"}");
      assertThat(exchange(server, "public", WireRequest.of("DELETE", "/version")).status())
          .isEqualTo(405);
    }
  }

  /// I3: what one process issued, another with the same data directory recognises.
  @Test
  void fleetKeyIsGeneratedOnceAndKeptPrivate() throws Exception {
    Path key = directory.resolve("data").resolve("fleet.key");
    try (BalancedServer server = start("")) {
      assertThat(server.readyLine()).isNotEmpty();
    }
    byte[] generated = Files.readAllBytes(key);
    try (BalancedServer server = start("")) {
      assertThat(server.readyLine()).isNotEmpty();
    }
    assertThat(Files.readAllBytes(key)).isEqualTo(generated);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  @Test
  void keyThatOthersMayReadKeepsTheServerFromStarting() throws Exception {
    Path key = Files.write(directory.resolve("key"), new byte[32]);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> start("fleet: {key-file: " + key + "}\n"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("chmod 600");
  }

  /// I10: a disk that is mounted late is waited for, and the admin listener says so.
  @Test
  void dataDirectoryThatCannotBeCreatedYetIsWaitedFor() throws Exception {
    Path mount = Files.writeString(directory.resolve("mount"), "not a directory yet");
    int adminPort = FreePorts.pick(1).getFirst();
    String config = Servers.FREE_PORTS.replaceFirst("127.0.0.1:0", "127.0.0.1:" + adminPort);
    CompletableFuture<BalancedServer> starting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Servers.startAs(mount.resolve("data"), config, new StopSignal());
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    Target admin = Target.of(URI.create("http://127.0.0.1:" + adminPort));
    await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              Answer ready = exchange(admin, WireRequest.of("GET", "/health/ready"));
              assertThat(ready.status()).isEqualTo(503);
              assertThat(ready.text()).contains("\"waiting\"", "data directory");
            });
    assertThat(exchange(admin, WireRequest.of("GET", "/health/live")).status()).isEqualTo(200);

    Files.delete(mount);

    await().atMost(Duration.ofSeconds(20)).until(starting::isDone);
    starting.join().close();
  }

  @Test
  void stopWhileWaitingEndsTheWait() throws Exception {
    Path mount = Files.writeString(directory.resolve("mount"), "x");
    StopSignal stop = new StopSignal();
    stop.request();

    assertThatThrownBy(() -> Servers.start(mount.resolve("data"), "", stop))
        .isInstanceOf(StopRequestedException.class);
  }

  @Test
  void onlyTheRolesAskedForAreServed() throws Exception {
    try (BalancedServer server = start("roles: [collector]\n")) {
      assertThat(get(server, "public", "/api/v1/measurements").status()).isEqualTo(404);
      assertThat(get(server, "public", "/api/v1/test-helpers").status()).isEqualTo(404);
      assertThat(submit(server).status()).isEqualTo(200);
    }
    try (BalancedServer server = start("roles: [bouncer]\n")) {
      assertThat(submit(server).status()).isEqualTo(404);
    }
  }

  private Answer submit(BalancedServer server) throws IOException {
    String document =
        "{\\\"test_name\\\":\\\"signal\\\",\\\"probe_cc\\\":\\\"PT\\\",\\\"probe_asn\\\":\\\"AS1\\\"}";
    byte[] body =
        ("{\"format\":\"json\",\"content\":\"" + document + "\"}").getBytes(StandardCharsets.UTF_8);
    return exchange(
        server, "public", WireRequest.of("POST", "/api/v1/submit_measurement").sized(body));
  }

  private BalancedServer start(String more) throws Exception {
    return Servers.start(directory.resolve("data"), more, new StopSignal());
  }

  private static Answer get(BalancedServer server, String listener, String path)
      throws IOException {
    return exchange(server, listener, WireRequest.of("GET", path));
  }

  private static Answer exchange(BalancedServer server, String listener, WireRequest request)
      throws IOException {
    return exchange(Servers.listener(server, listener), request);
  }

  private static Answer exchange(Target target, WireRequest request) throws IOException {
    return WireConnection.once(target, request.header("Host", target.authority()));
  }
}
