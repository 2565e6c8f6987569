package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.bouncer.directory.TypedAddress;
import org.holdfast.bouncer.fleet.Act;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.NodeKey;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.NodeState;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.sql.SqlFleetStore;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.probe.GoProbe;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.tls.TestCertificate;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.MeasurementMaker;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The configuration for collectors that are reached over TLS, which other tests have none of, in
/// the real HAProxy.
class GeneratedHaProxyConfigTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void configurationOverTlsCollectorsIsOne() throws Exception {
    FleetDesk desk = FleetDesk.at(directory);
    try (SqlFleetStore store = SqlFleetStore.openSqlite(directory.resolve("fleet.sqlite"))) {
      heard(store, "c1", "https://localhost:8443", 1000);
      heard(store, "c2", "https://localhost", 1);
      heard(store, "gone", "https://localhost:8445", 100);
    }
    assertThat(desk.fleet("drain", "c2", "--why", "test")).contains("serving -> drained");
    assertThat(desk.fleet("retire", "gone", "--why", "test")).contains("serving -> retired");

    String config = desk.fleet("haproxy-config", "--bind", "127.0.0.1:1", "--agent-port", "8082");

    assertThat(config)
        .contains("server c1 localhost:8443 weight 256 ssl verify required ca-file @system-ca sni")
        .contains("server c2 localhost:443 weight 1 ssl verify required")
        .contains(" disabled\n")
        .doesNotContain("gone");
    Process check =
        new ProcessBuilder(
                "haproxy",
                "-c",
                "-f",
                Files.writeString(directory.resolve("haproxy.cfg"), config).toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes(), UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
    assertThat(said).doesNotContain("WARNING");
  }

  @Test
  @DisplayName("a report goes through HAProxy to a collector over TLS, and to no impostor")
  void reportGoesThroughToATlsCollector() throws Exception {
    FleetDesk desk = FleetDesk.at(directory);
    TestCertificate known =
        TestCertificate.make(directory, "c1", "localhost", Duration.ofDays(1), Duration.ofDays(9));
    TestCertificate nobodys =
        TestCertificate.make(directory, "c2", "localhost", Duration.ofDays(1), Duration.ofDays(9));
    TestCertificate misnamed =
        TestCertificate.make(directory, "c3", "c3.test", Duration.ofDays(1), Duration.ofDays(9));
    Path trusted =
        Files.writeString(
            directory.resolve("trusted.pem"),
            Files.readString(known.certificateFile())
                + Files.readString(misnamed.certificateFile()));
    try (BalancedServer collector = collector(listener("c1", known));
        BalancedServer impostor = collector(listener("c2", nobodys) + listener("c3", misnamed));
        SqlFleetStore store = SqlFleetStore.openSqlite(directory.resolve("fleet.sqlite"))) {
      heard(store, "c1", "https://localhost:" + collector.listener("c1").port(), 100);
      heard(store, "c2", "https://localhost:" + impostor.listener("c2").port(), 100);
      heard(store, "c3", "https://localhost:" + impostor.listener("c3").port(), 100);
      int bind = FreePorts.pick(1).getFirst();
      String config =
          desk.fleet(
              "haproxy-config",
              "--bind",
              "127.0.0.1:" + bind,
              "--proxy-protocol",
              "--ca-file",
              trusted.toString());
      Process haproxy = haproxy(config);
      try (History history = History.inMemory()) {
        Target balancer = new Target("127.0.0.1", bind, Optional.empty());
        await().atMost(SOON).until(() -> hasGivenUp("c2") && hasGivenUp("c3") && isUp(balancer));
        MeasurementMaker maker = new MeasurementMaker(7, Instant.now().minus(Duration.ofDays(1)));
        GoProbe probe = new GoProbe(balancer, history, Clock.systemUTC());
        assertThat(probe.handIn(maker.series(Generation.GO_REPORT, 8))).isEmpty();
        probe.finish();

        assertThat(counted(collector, "submissions_accepted")).isEqualTo(8);
        assertThat(counted(collector, "http_requests", "template", "/health")).isPositive();
        assertThat(counted(impostor, "http_requests", "template", "/health")).isZero();
        assertThat(counted(impostor, "http_requests", "template", "/report")).isZero();
      } finally {
        haproxy.destroyForcibly();
        var _ = haproxy.onExit().join();
      }
    }
  }

  private Process haproxy(String config) throws IOException {
    Path file = Files.writeString(directory.resolve("haproxy.cfg"), config);
    return new ProcessBuilder("haproxy", "-db", "-f", file.toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("haproxy.log").toFile())
        .start();
  }

  private boolean hasGivenUp(String node) throws IOException {
    return Files.readString(directory.resolve("haproxy.log"))
        .contains("Server collectors/%s is DOWN".formatted(node));
  }

  private static boolean isUp(Target balancer) {
    try {
      return WireConnection.once(balancer, WireRequest.of("GET", "/health").header("Host", "x"))
          .isSuccess();
    } catch (IOException e) {
      return false;
    }
  }

  private static String listener(String name, TestCertificate certificate) {
    return """
      - name: %s
        address: '127.0.0.1:0'
        proxy-protocol: true
        tls: {certificate: '%s', key: '%s'}
    """
        .formatted(name, certificate.certificateFile(), certificate.keyFile());
  }

  private BalancedServer collector(String listeners) throws Exception {
    return Servers.startAs(
        Files.createTempDirectory(directory, "collector"),
        """
        admin: {address: '127.0.0.1:0'}
        journal: {reserve: 1MiB}
        listeners:
        """
            + listeners,
        new StopSignal());
  }

  private static double counted(BalancedServer server, String what, String... label)
      throws IOException {
    return PrometheusText.scrape(server.listener("admin"))
        .sum(
            "holdfast_" + what + "_total",
            label.length == 0 ? Map.of() : Map.of(label[0], label[1]));
  }

  private static void heard(SqlFleetStore store, String name, String url, int capacity) {
    Instant now = Clock.systemUTC().instant();
    NodeName node = new NodeName(name);
    Sha256 token = Sha256.of(name.getBytes(UTF_8));
    store.invite(node, token, now.plusSeconds(60), new Act("test", now, "test"));
    var _ = store.firstContact(node, NodeKey.generate(new SecureRandom()).known(), token, now);
    var _ =
        store.hear(
            new Heartbeat(
                node,
                "0123456789abcdef",
                1,
                1,
                now,
                NodeState.SERVING,
                "0.1.0",
                List.of("collector"),
                capacity,
                0,
                List.of(new PublishedAddress(PublishedAddress.COLLECTOR, TypedAddress.of(url)))),
            now);
  }
}
