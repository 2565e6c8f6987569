package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.app.Holdfast;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.history.Promise;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.probe.Attempt;
import org.holdfast.testkit.probe.GoProbe;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerProcess;
import org.holdfast.testkit.tls.TestCertificate;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.MeasurementMaker;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// A bouncer, a process of its own since it trusts nobody but the front, and two collectors, each
/// reached directly and through one front. The tests follow each other in one fleet.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FrontedFleetTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Map<String, String> HOSTS =
      Map.of("one", "one.example.org", "two", "two.example.org");

  @TempDir static Path directory;
  private static final List<BalancedServer> COLLECTORS = new ArrayList<>();
  private static List<Integer> ports;
  private static Front front;
  private static ServerProcess bouncer;

  @BeforeAll
  static void startFleet() throws Exception {
    FleetDesk desk = FleetDesk.at(directory);
    desk.enrol("one");
    desk.enrol("two");
    ports = FreePorts.pick(5);
    TestCertificate origin = TestCertificate.forLoopback(directory, "origin");
    front =
        Front.start(
            directory,
            Map.of(
                "one.example.org", new Target("127.0.0.1", ports.get(2), Optional.empty()),
                "two.example.org", new Target("127.0.0.1", ports.get(4), Optional.empty())),
            origin);
    bouncer = bouncer();
    COLLECTORS.add(collector("one", ports.get(1), ports.get(2)));
    COLLECTORS.add(collector("two", ports.get(3), ports.get(4)));
  }

  @AfterAll
  static void stop() throws IOException {
    // It keeps connections to the collectors.
    front.close();
    for (BalancedServer server : COLLECTORS) {
      server.close();
    }
    bouncer.close();
  }

  @Test
  @Order(1)
  @DisplayName(
      "L 2.7: fronted addresses stand in answers once a canary came back through the front")
  void frontedAddressesStandInAnswersOnceTheyWereExercised() throws IOException {
    for (String node : List.of("one", "two")) {
      await().atMost(SOON).until(() -> tells(node));
      assertThat(nodes())
          .contains(
              "{\"address\":\"collector cloudfront https://%s.example.org %s\",\"well\":true"
                  .formatted(node, front.authority()));
    }
    assertThat(netTest())
        .as("what old clients pick their collector from")
        .containsPattern(
            "\"collector\":\"http://127.0.0.1:[0-9]+\",\"collector-alternate\":\\["
                + "\\{\"type\":\"cloudfront\",\"address\":\"https://(one|two).example.org\","
                + "\"front\":\"localhost:%s\"\\}\\]".formatted(front.authority().split(":", 2)[1]));
  }

  @Test
  @Order(2)
  @DisplayName("I3, U12: a report opened through one collector's front is continued at another")
  void reportIsContinuedThroughAnotherCollectorsFront() throws Exception {
    MeasurementMaker maker = new MeasurementMaker(7, Instant.now().minus(Duration.ofDays(1)));
    try (History history = History.inMemory()) {
      GoProbe first = new GoProbe(front.before("one.example.org"), history, Clock.systemUTC());
      assertThat(first.handIn(maker.series(Generation.GO_REPORT, 2))).isEmpty();
      first.finish();
      String reportId = first.reportId().orElseThrow();
      GoProbe second =
          GoProbe.continuing(front.before("two.example.org"), history, Clock.systemUTC(), reportId);
      assertThat(second.handIn(maker.series(Generation.GO_REPORT, 2))).isEmpty();
      second.finish();
      Target two = front.before("two.example.org");
      assertThat(ask(two, "POST", "//report/" + reportId + "/close", "").text())
          .as("as measurement-kit asks a front")
          .isEqualTo("{\"status\":\"success\"}");

      assertThat(kept("one", history, reportId)).isEqualTo(2);
      assertThat(kept("two", history, reportId)).isEqualTo(2);
    }
  }

  /// How many of those handed in a collector has under that report.
  private static long kept(String node, History history, String reportId) throws Exception {
    BalancedServer collector = COLLECTORS.get(node.equals("one") ? 0 : 1);
    var _ = Settling.awaitIndexed(collector.listener("admin"), SOON);
    long kept = 0;
    try (ReadApi api = new ReadApi(collector.listener("public"))) {
      for (Attempt attempt : history.attempts()) {
        String uid = Promise.uids(List.of(attempt)).iterator().next();
        boolean there =
            api.meta(uid)
                .map(meta -> meta.path("report_id").stringValue(""))
                .filter(reportId::equals)
                .isPresent();
        kept += there ? 1 : 0;
      }
    }
    return kept;
  }

  @Test
  @Order(3)
  @DisplayName("I10: a front that is down takes fronted addresses out, and nothing else")
  void frontThatIsDownTakesItsAddressesOut() throws Exception {
    front.goDown();
    long out = millisUntil(() -> !told().contains("cloudfront"));
    assertThat(told()).contains(direct(1)).contains(direct(3));

    front.comeBack();
    long back = millisUntil(() -> tells("one") && tells("two"));
    System.out.printf("front down: out after %d ms, back after %d ms%n", out, back);
  }

  @Test
  @Order(4)
  @DisplayName("a front that leads to another node is found out, and its other addresses stay")
  void frontThatLeadsElsewhereIsFoundOut() throws Exception {
    front.leads("one.example.org", "two.example.org");
    long out = millisUntil(() -> !tells("one"));
    assertThat(tells("two")).isTrue();
    assertThat(told()).contains(direct(1)).contains(direct(3));
    assertThat(nodes()).contains("leads to another node");

    front.leads("one.example.org", "one.example.org");
    long back = millisUntil(() -> tells("one"));
    System.out.printf("front leads elsewhere: out after %d ms, back after %d ms%n", out, back);
  }

  private static long millisUntil(Callable<Boolean> holds) {
    long start = System.nanoTime();
    await().pollInterval(Duration.ofMillis(50)).atMost(SOON).until(holds);
    return (System.nanoTime() - start) / 1_000_000;
  }

  private static boolean tells(String node) throws IOException {
    return told()
        .contains(
            "\"type\":\"cloudfront\",\"address\":\"https://%s\",\"front\":\"%s\""
                .formatted(HOSTS.get(node), front.authority()));
  }

  private static String direct(int port) {
    return "\"http://127.0.0.1:" + ports.get(port) + "\"";
  }

  private static String told() throws IOException {
    return ask(bouncer.open(), "GET", "/api/v1/collectors", "").text();
  }

  private static String nodes() throws IOException {
    return ask(bouncer.admin(), "GET", "/fleet/nodes", "").text();
  }

  private static String netTest() throws IOException {
    return ask(
            bouncer.open(),
            "POST",
            "/bouncer/net-tests",
            "{\"net-tests\":[{\"name\":\"web_connectivity\",\"version\":\"0.0.1\","
                + "\"input-hashes\":null,\"test-helpers\":[]}]}")
        .text();
  }

  private static ServerProcess bouncer() throws Exception {
    Path config =
        Files.writeString(
            directory.resolve("bouncer.yaml"),
            """
            data: '%1$s/bouncer'
            roles: [bouncer]
            admin: {address: '127.0.0.1:0'}
            listeners: [{name: public, address: '127.0.0.1:%2$d'}]
            bouncer: {collectors: [{address: 'https://configured.example.org'}]}
            fleet:
              key-file: %1$s/fleet.key
              directory: {file: '%1$s/fleet.sqlite', exercise-every: 2s, private-addresses: true}
            """
                .formatted(directory, ports.getFirst()));
    List<String> jvm =
        new ArrayList<>(
            List.of(
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
    jvm.addAll(front.certificate().jvmArgumentsToTrustIt(directory.resolve("trusted.p12")));
    return Servers.startBouncer(
        ServerCommand.likeThisProcess(
            jvm,
            Holdfast.class.getName(),
            List.of("serve", "--config", config.toString()),
            directory),
        SOON);
  }

  private static BalancedServer collector(String name, int port, int behindFront) throws Exception {
    return Servers.startAs(
        directory.resolve(name),
        """
        roles: [collector, pipeline, api, bouncer]
        admin: {address: '127.0.0.1:0'}
        journal: {reserve: 1MiB}
        collector: {id: '%2$s'}
        listeners:
          - {name: public, address: '127.0.0.1:%3$d'}
          - name: fronted
            address: '127.0.0.1:%4$d'
            transport: fronted
            tls: {certificate: '%1$s/origin.crt', key: '%1$s/origin.key'}
        fleet:
          key-file: %1$s/fleet.key
          node:
            name: %2$s
            token-file: %1$s/%2$s.token
            every: 300ms
            directories: ['http://127.0.0.1:%5$d']
            addresses:
              - {service: collector, type: http, address: 'http://127.0.0.1:%3$d'}
              - service: collector
                type: cloudfront
                address: https://%6$s
                front: %7$s
        """
            .formatted(
                directory,
                name,
                port,
                behindFront,
                ports.getFirst(),
                HOSTS.get(name),
                front.authority()),
        new StopSignal());
  }

  private static Answer ask(Target target, String method, String path, String body)
      throws IOException {
    WireRequest request = WireRequest.of(method, path).header("Host", target.authority());
    return WireConnection.once(
        target, body.isEmpty() ? request : request.sized(body.getBytes(UTF_8)));
  }
}
