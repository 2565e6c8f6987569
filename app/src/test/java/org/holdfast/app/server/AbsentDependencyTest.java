package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// I10: every role starts with its dependencies down, says what it waits for, and recovers alone.
class AbsentDependencyTest {
  private static final Duration RECOVERY = Duration.ofSeconds(30);

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
