package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.holdfast.catalogue.sql.PostgresOptions;
import org.holdfast.catalogue.sql.PostgresServer;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.CheckReport;
import org.holdfast.testkit.history.Finding;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.history.HistoryChecker;
import org.holdfast.testkit.history.Promise;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.probe.Attempt;
import org.holdfast.testkit.probe.GoProbe;
import org.holdfast.testkit.probe.OoniprobeYaml;
import org.holdfast.testkit.probe.ProbeCrowd;
import org.holdfast.testkit.proxy.RovingProxy;
import org.holdfast.testkit.store.S3Server;
import org.holdfast.testkit.tls.TestCertificate;
import org.holdfast.testkit.tor.TorNetwork;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.traffic.MeasurementMaker;
import org.holdfast.testkit.traffic.ProbeRun;
import org.holdfast.testkit.traffic.Workload;
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

/// A bouncer and two collectors with an HTTPS listener and an onion service each, over a private
/// Tor network, and stores that the collectors share. The tests follow each other in one fleet.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OnionFleetTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final long SEED = Long.getLong("holdfast.test.seed", 7);
  private static final List<String> NAMES = List.of("one", "two");

  @TempDir static Path directory;
  private static FleetDesk desk;
  private static TorNetwork tor;
  private static S3Server s3;
  private static PostgresOptions database;
  private static SSLContext trust;
  private static BalancedServer bouncer;
  private static final List<BalancedServer> COLLECTORS = new ArrayList<>();

  @BeforeAll
  static void startFleet() throws Exception {
    desk = FleetDesk.at(directory);
    ownerOnly("access-key", S3Server.ACCESS_KEY + "\n" + S3Server.SECRET_KEY + "\n");
    tor = TorNetwork.start(directory.resolve("tor"));
    s3 = S3Server.start(Files.createDirectories(directory.resolve("s3")));
    s3.createBucket("measurements");
    database = PostgresServer.emptyDatabase();
    TestCertificate certificate = TestCertificate.forLoopback(directory, "served");
    trust = certificate.trustingIt();
    bouncer =
        Servers.startAs(
            directory.resolve("bouncer"),
            """
            roles: [bouncer]
            admin: {address: '127.0.0.1:0'}
            listeners: [{name: public, address: '127.0.0.1:0'}]
            bouncer: {collectors: [{address: 'https://configured.example.org'}]}
            fleet:
              key-file: %1$s/fleet.key
              directory:
                file: '%1$s/fleet.sqlite'
                private-addresses: true
                onion: {socks: '127.0.0.1:%2$d', look-every: 1s}
            """
                .formatted(directory, tor.client().socks().getPort()),
            new StopSignal());
    for (String name : NAMES) {
      desk.enrol(name);
      COLLECTORS.add(collector(name));
    }
  }

  @AfterAll
  static void stop() throws IOException {
    for (BalancedServer server : COLLECTORS) {
      server.close();
    }
    bouncer.close();
    s3.close();
    tor.close();
  }

  @Test
  @Order(1)
  @DisplayName("L 2.7: an onion name stands in answers when a canary came back through itself")
  void onionNamesStandInAnswersOnceTheyWereExercised() throws IOException {
    for (String name : NAMES) {
      String onion = "httpo://" + hostname(name);
      await().atMost(SOON).until(() -> told().contains(onion));
      assertThat(ask(bouncer.listener("admin"), "GET", "/fleet/nodes").text())
          .contains("{\"address\":\"collector onion " + onion + "\",\"well\":true");
      assertThat(ask(onion(name), "GET", "/api/v1/measurements?limit=100").text())
          .as("nobody sees the canaries")
          .contains("\"results\":[]");
    }
  }

  @Test
  @Order(2)
  @DisplayName("the real onionbalance takes the configuration that is made for it")
  void onionbalanceTakesItsConfiguration() throws Exception {
    KeyPair frontend = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    ownerOnly(
        "frontend.pem",
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getEncoder().encodeToString(frontend.getPrivate().getEncoded())));
    Path config =
        Files.writeString(
            directory.resolve("onionbalance.yaml"),
            desk.fleet("onionbalance-config", directory.resolve("frontend.pem").toString()));
    Path log = directory.resolve("onionbalance.log");
    Process onionbalance =
        new ProcessBuilder(
                List.of(
                    // So that it ends whatever becomes of this process.
                    "timeout",
                    "60",
                    "onionbalance",
                    "--is-testnet",
                    "--port",
                    Integer.toString(tor.client().control().getPort()),
                    "--config",
                    config.toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      await()
          .atMost(SOON)
          .until(
              () -> !onionbalance.isAlive() || Files.readString(log).contains("initialized (stem"));
    } finally {
      onionbalance.destroy();
    }
    assertThat(Files.readString(log))
        .contains("Loaded onion ", "Loaded instance " + hostname("one"))
        .contains("Loaded instance " + hostname("two"), "Onionbalance initialized")
        .doesNotContain("Traceback", "ERROR");
  }

  @Test
  @Order(3)
  @DisplayName("I3: a report opened through one collector's onion is continued through another's")
  void reportIsContinuedThroughAnotherCollectorsOnion() throws Exception {
    MeasurementMaker maker = maker(1);
    try (History history = History.inMemory()) {
      GoProbe first = new GoProbe(onion("one"), history, Clock.systemUTC());
      assertThat(first.handIn(maker.series(Generation.GO_REPORT, 2))).isEmpty();
      String reportId = first.reportId().orElseThrow();
      GoProbe second = GoProbe.continuing(onion("two"), history, Clock.systemUTC(), reportId);
      assertThat(second.handIn(maker.series(Generation.GO_REPORT, 2))).isEmpty();
      assertThat(ask(onion("one"), "POST", "/report/" + reportId + "/close").text())
          .isEqualTo("{\"status\":\"success\"}");
      first.finish();
      second.finish();

      assertKept(history, "continued");
      try (ReadApi api = new ReadApi(https(0))) {
        for (Attempt attempt : history.attempts()) {
          String uid = Promise.uids(List.of(attempt)).iterator().next();
          assertThat(api.meta(uid).orElseThrow().path("report_id").stringValue(""))
              .isEqualTo(reportId);
        }
      }
    }
  }

  @Test
  @Order(4)
  @DisplayName("I1, I3, I5: reports cut anywhere are continued anywhere, over HTTPS and Tor")
  void reportsOfAllGenerationsAreCutAndContinuedElsewhere() throws Exception {
    List<Target> ways = List.of(https(0), https(1), onion("one"), onion("two"));
    try (History history = History.inMemory();
        RovingProxy proxy = RovingProxy.start(ways, new RovingProxy.Cuts(0.4, 12_000, 400), SEED)) {
      Target roving = new Target("127.0.0.1", proxy.port(), Optional.empty());
      Workload workload = Workload.mixed(SEED, Instant.now().minus(Duration.ofHours(20)), 2, 4);
      Map<OoniprobeYaml, List<Measurement>> oldest = new LinkedHashMap<>();
      List<ProbeRun> others = new ArrayList<>();
      for (ProbeRun run : workload.runs()) {
        if (run.generation() == Generation.PYTHON_YAML) {
          oldest.put(new OoniprobeYaml(roving, history, Clock.systemUTC()), run.measurements());
        } else {
          others.add(run);
        }
      }
      // A YAML entry is read with what its report was opened with, which has to be known by then.
      oldest.forEach(
          (probe, entries) -> await().atMost(SOON).until(() -> probe.openFor(entries.getFirst())));
      ProbeCrowd crowd = new ProbeCrowd(roving, history, Clock.systemUTC(), 4, SOON);
      assertThat(crowd.handIn(others)).isEmpty();
      assertThat(crowd.handIn(workload.repetitions())).isEmpty();
      awaitIndexed();
      oldest.forEach(
          (probe, entries) -> {
            AtomicReference<List<Measurement>> left = new AtomicReference<>(entries);
            await().atMost(SOON).until(() -> left.updateAndGet(probe::handIn), List::isEmpty);
            probe.finish();
          });
      assertThat(proxy.cutOff()).isPositive();
      assertKept(history, "cut=" + proxy.cutOff());
    }
  }

  @Test
  @Order(5)
  @DisplayName("I10: Tor may go and come back; everything else is served, and the names return")
  void torMayGoAndComeBack() throws Exception {
    String before = hostname("one");
    tor.services().kill();

    await()
        .atMost(SOON)
        .until(
            () -> health("one").text().contains("onion service of listener onion: not published"));
    assertThat(health("one").status()).isEqualTo(200);
    assertThat(ask(COLLECTORS.getFirst().listener("admin"), "GET", "/metrics").text())
        .contains("holdfast_onion_away{listener=\"onion\"} 1");
    await().atMost(SOON).until(() -> !told().contains(".onion"));
    assertThat(told()).contains(COLLECTORS.getFirst().listener("public").authority());

    tor.services().startAgain();
    await().atMost(SOON).until(() -> !health("one").text().contains("onion service"));
    assertThat(hostname("one")).isEqualTo(before);
    await().atMost(SOON).until(() -> told().contains(before) && told().contains(hostname("two")));
  }

  private static void awaitIndexed() throws IOException {
    for (BalancedServer collector : COLLECTORS) {
      var _ = Settling.awaitIndexed(collector.listener("admin"), SOON);
    }
  }

  private static void assertKept(History history, String what) throws Exception {
    awaitIndexed();
    try (ReadApi api = new ReadApi(https(0))) {
      for (Attempt attempt : history.attempts()) {
        for (String uid : Promise.uids(List.of(attempt))) {
          // Archived by whoever took it in, read by all; what is no measurement never is.
          await().atMost(SOON).until(() -> api.meta(uid).isEmpty() || api.body(uid).isPresent());
        }
      }
      CheckReport report = new HistoryChecker(api).check(history);
      System.out.printf(
          "onion fleet: seed=%d %s attempts=%d measurements=%d accepted=%d lost=%d duplicated=%d%n",
          SEED,
          what,
          history.size(),
          report.measurements(),
          report.accepted(),
          report.count(Finding.Kind.LOST),
          report.count(Finding.Kind.DUPLICATED));
      assertThat(report.findings()).isEmpty();
    }
  }

  private static MeasurementMaker maker(int number) {
    return new MeasurementMaker(SEED + number, Instant.now().minus(Duration.ofDays(1 + number)));
  }

  private static BalancedServer collector(String name) throws Exception {
    return Servers.startAs(
        directory.resolve(name),
        """
        admin: {address: '127.0.0.1:0'}
        journal: {reserve: 1MiB}
        collector: {id: '%2$s'}
        pipeline: {publish-after: 500ms}
        listeners:
          - name: public
            address: '127.0.0.1:0'
          - name: secure
            address: '127.0.0.1:0'
            tls: {certificate: '%1$s/served.crt', key: '%1$s/served.key'}
          - name: onion
            address: '127.0.0.1:0'
            onion: {control: '127.0.0.1:%3$d'}
        fleet:
          key-file: %1$s/fleet.key
          node:
            name: %2$s
            token-file: %1$s/%2$s.token
            every: 300ms
            directories: ['http://%4$s']
        catalogue:
          postgresql: {url: "%5$s", user: "%6$s"}
        archive:
          s3: {endpoint: 'http://127.0.0.1:%7$d', bucket: measurements, access-key-file: '%1$s/access-key'}
        """
            .formatted(
                directory,
                name,
                tor.services().control().getPort(),
                bouncer.listener("public").authority(),
                database.url(),
                database.user(),
                s3.port()),
        new StopSignal());
  }

  private static Target https(int number) {
    return COLLECTORS.get(number).listener("secure").trusting(trust);
  }

  /// The JDK asks for a name and a password in SOCKS, and Tor takes any.
  private static Target onion(String name) throws IOException {
    return new Target(hostname(name), 80, Optional.empty()).through(tor.client().socks());
  }

  private static String hostname(String name) throws IOException {
    return Files.readString(directory.resolve(name).resolve("onion-onion.key.hostname")).strip();
  }

  private static String told() throws IOException {
    return ask(bouncer.listener("public"), "GET", "/api/v1/collectors").text();
  }

  private static Answer health(String name) throws IOException {
    return ask(COLLECTORS.get(NAMES.indexOf(name)).listener("admin"), "GET", "/health/ready");
  }

  private static void ownerOnly(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text, StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static Answer ask(Target target, String method, String path) throws IOException {
    return WireConnection.once(
        target, WireRequest.of(method, path).header("Host", target.authority()));
  }
}
