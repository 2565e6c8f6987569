package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// I10: every role starts with its dependencies down, says what it waits for, and recovers alone.
class AbsentDependencyTest {
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  /// In this order.
  private static final String[] OPENED = {"fleet key", "journal", "archive", "catalogue"};

  @TempDir Path directory;

  /// P64, P65, P73, P83.
  @Test
  void measurementsAreTakenInWhileTheCatalogueCannotBeOpened() throws Exception {
    Path data = Files.createDirectories(directory.resolve("data"));
    Path inTheWay = Files.writeString(data.resolve("catalogue"), "not a directory");
    try (BalancedServer server = Servers.start(data, "", new StopSignal())) {
      Target open = Servers.listener(server, "public");
      Target admin = Servers.listener(server, "admin");
      Answer answer = submit(open, "early");
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(get(admin, "/health/ready").status()).isEqualTo(503);
      assertThat(get(admin, "/health/ready").text()).contains("catalogue");
      assertThat(get(admin, "/health/live").status()).isEqualTo(200);
      assertThat(get(open, "/health").text()).contains("\"status\":\"fail\"");
      assertThat(get(open, "/api/v1/measurements").status()).isEqualTo(503);

      Files.delete(inTheWay);

      await()
          .atMost(RECOVERY)
          .untilAsserted(() -> assertThat(get(admin, "/health/ready").status()).isEqualTo(200));
      String uid = answer.member("measurement_uid").orElseThrow();
      try (ReadApi api = new ReadApi(open)) {
        await()
            .atMost(RECOVERY)
            .ignoreExceptionsInstanceOf(IOException.class)
            .until(() -> api.raw(uid), Optional::isPresent);
      }
    }
  }

  /// As where a disk is mounted late, in whichever order.
  @Test
  void everythingIsAwaitedByNameAndMayComeInAnyOrder() throws Exception {
    comesUp(List.of("fleet key", "journal", "archive", "catalogue"));
    comesUp(List.of("catalogue", "archive", "journal", "fleet key"));
  }

  /// @param order in which what is absent is put right
  private void comesUp(List<String> order) throws Exception {
    Path root = Files.createTempDirectory(directory, "any-order");
    Path data = Files.createDirectories(root.resolve("data"));
    for (String part : order.stream().filter(part -> !part.equals("fleet key")).toList()) {
      Files.writeString(data.resolve(part), "in the way");
    }
    Path key = root.resolve("mounted-late").resolve("fleet.key");
    Files.createSymbolicLink(data.resolve("fleet.key"), key);
    int adminPort = FreePorts.pick(1).getFirst();
    Target admin = Target.of(URI.create("http://127.0.0.1:" + adminPort));
    String config = Servers.FREE_PORTS.replaceFirst("127.0.0.1:0", "127.0.0.1:" + adminPort);
    CompletableFuture<BalancedServer> starting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Servers.startAs(data, config, new StopSignal());
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    List<String> absent = new ArrayList<>(order);
    for (String part : order) {
      // One after the other is opened, so the first that is absent is the one that is awaited.
      String first = Stream.of(OPENED).filter(absent::contains).findFirst().orElseThrow();
      await()
          .atMost(RECOVERY)
          .ignoreExceptionsInstanceOf(IOException.class)
          .untilAsserted(
              () -> {
                assertThat(get(admin, "/health/ready").status()).isEqualTo(503);
                assertThat(get(admin, "/health/ready").text()).contains(first);
              });
      assertThat(get(admin, "/health/live").status()).isEqualTo(200);
      if (part.equals("fleet key")) {
        Files.createDirectory(key.getParent());
        assertThat(FleetKeyFile.readOrGenerate(key, new SecureRandom())).isNotNull();
      } else {
        Files.delete(data.resolve(part));
      }
      absent.remove(part);
    }

    try (BalancedServer server = starting.get(RECOVERY.toSeconds(), TimeUnit.SECONDS)) {
      await()
          .atMost(RECOVERY)
          .untilAsserted(() -> assertThat(get(admin, "/health/ready").status()).isEqualTo(200));
      assertThat(submit(Servers.listener(server, "public"), "at last").status()).isEqualTo(200);
    }
  }

  /// I3, design §5: several processes may append side by side; one at a time reads.
  @Test
  void secondProcessTakesInAtOnceAndTakesThePipelineOverWhenTheFirstLeaves() throws Exception {
    Path data = directory.resolve("data");
    BalancedServer first = Servers.start(data, "", new StopSignal());
    try (BalancedServer second = Servers.start(data, "", new StopSignal())) {
      Target admin = Servers.listener(second, "admin");
      Answer answer = submit(Servers.listener(second, "public"), "second");
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(get(admin, "/health/ready").text()).contains("pipeline waits for");

      first.close();

      await()
          .atMost(RECOVERY)
          .untilAsserted(() -> assertThat(get(admin, "/health/ready").status()).isEqualTo(200));
      try (ReadApi api = new ReadApi(Servers.listener(second, "public"))) {
        String uid = answer.member("measurement_uid").orElseThrow();
        await().atMost(RECOVERY).until(() -> api.raw(uid), Optional::isPresent);
      }
    } finally {
      first.close();
    }
  }

  /// P80.
  @Test
  void geoDatabaseMayBeMissing() throws Exception {
    String geo = "collector: {geo-database: " + directory.resolve("none.mmdb") + "}\n";
    try (BalancedServer server = Servers.start(directory.resolve("data"), geo, new StopSignal())) {
      assertThat(submit(Servers.listener(server, "public"), "nowhere").status()).isEqualTo(200);
    }
  }

  private static Answer submit(Target target, String input) throws IOException {
    String document =
        "{\\\"test_name\\\":\\\"signal\\\",\\\"probe_cc\\\":\\\"PT\\\",\\\"probe_asn\\\":\\\"AS1\\\","
            + "\\\"test_start_time\\\":\\\"2026-01-02 03:04:05\\\",\\\"input\\\":\\\""
            + input
            + "\\\"}";
    byte[] body =
        ("{\"format\":\"json\",\"content\":\"" + document + "\"}").getBytes(StandardCharsets.UTF_8);
    return WireConnection.once(
        target,
        WireRequest.of("POST", "/api/v1/submit_measurement")
            .header("Host", target.authority())
            .sized(body));
  }

  private static Answer get(Target target, String path) throws IOException {
    return WireConnection.once(
        target, WireRequest.of("GET", path).header("Host", target.authority()));
  }
}
