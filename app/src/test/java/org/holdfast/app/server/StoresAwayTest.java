package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.holdfast.catalogue.sql.PostgresOptions;
import org.holdfast.catalogue.sql.PostgresServer;
import org.holdfast.testkit.archive.PublishedArchive;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.CheckReport;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.history.HistoryChecker;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.kafka.BrokerProcess;
import org.holdfast.testkit.metrics.Ledger;
import org.holdfast.testkit.probe.ProbeCrowd;
import org.holdfast.testkit.process.OwnJvm;
import org.holdfast.testkit.proxy.FaultProxy;
import org.holdfast.testkit.proxy.FaultProxy.Fault;
import org.holdfast.testkit.store.HttpFault;
import org.holdfast.testkit.store.HttpFaultProxy;
import org.holdfast.testkit.store.S3Server;
import org.holdfast.testkit.traffic.ProbeRun;
import org.holdfast.testkit.traffic.Workload;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose stores are real and away or ill, with probes of all generations at it. Each test
/// ends when everything is archived, and then nothing acknowledged is missing or there twice.
class StoresAwayTest {
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  @TempDir static Path shared;
  private static S3Server s3;

  @TempDir Path directory;
  private final PostgresOptions database = PostgresServer.emptyDatabase();
  private final SteppedClock clock = new SteppedClock();
  private final History history = History.inMemory();
  private final Workload workload =
      Workload.mixed(23, Clock.systemUTC().instant().minus(Duration.ofDays(1)), 3, 3);

  @BeforeAll
  static void startStore() throws Exception {
    s3 = S3Server.start(shared);
  }

  @AfterAll
  static void stopStore() {
    s3.close();
  }

  @Test
  @DisplayName(
      "D23, I5, I6: the database is away for an hour of traffic and nothing is missing after")
  void databaseIsAwayForAnHourOfTraffic() throws Exception {
    s3.createBucket("hour");
    try (BalancedServer server = start("hour", s3.url() + "", "")) {
      awaitReady(server.listener("admin"));
      PostgresServer.takeAway(database);
      Duration step = Duration.ofHours(1).dividedBy(workload.runs().size());
      for (ProbeRun run : workload.runs()) {
        handIn(server, List.of(run));
        clock.pass(step);
      }
      awaitHealth(server.listener("admin"), "catalogue");
      PostgresServer.giveBack(database);
      handIn(server, workload.repetitions());
      assertNothingIsMissingOrTwice(server, "hour");
    }
  }

  @Test
  @DisplayName("I1, I5, D9, D10: a store that is slow, says 503, cuts or loses its answers")
  void storeIsIllInEveryWay() throws Exception {
    s3.createBucket("ill");
    try (HttpFaultProxy ill = HttpFaultProxy.start(s3.port());
        FaultProxy slow = FaultProxy.start()) {
      slow.leadTo(ill.url().getPort());
      try (BalancedServer server = start("ill", "http://" + slow.address(), "")) {
        slow.delay(Duration.ofMillis(100));
        List<ProbeRun> runs = workload.runs();
        int part = runs.size() / 4;
        handIn(server, runs.subList(0, part));
        int begin = part;
        for (HttpFault fault :
            List.of(HttpFault.UNAVAILABLE, HttpFault.ANSWER_CUT, HttpFault.ANSWER_LOST)) {
          // As many as try at most, so that puts succeed in the end of one round and fail in
          // another.
          ill.next("PUT", 5, fault);
          ill.next("GET", 2, fault);
          handIn(server, runs.subList(begin, Math.min(runs.size(), begin + part)));
          begin += part;
        }
        handIn(server, runs.subList(begin, runs.size()));
        ill.all(HttpFault.UNAVAILABLE);
        handIn(server, workload.repetitions());
        awaitHealth(server.listener("admin"), "answers 503");
        ill.heal();
        slow.set(Fault.NONE);
        assertNothingIsMissingOrTwice(server, "ill");
      }
    }
  }

  @Test
  @DisplayName("I10: everything is away at a cold start, is named, and may come in any order")
  void everythingIsAwayAtAColdStart() throws Exception {
    s3.createBucket("cold");
    PostgresServer.takeAway(database);
    try (HttpFaultProxy store = HttpFaultProxy.start(s3.port());
        FaultProxy kafka = FaultProxy.start()) {
      store.all(HttpFault.UNAVAILABLE);
      kafka.set(Fault.CUT);
      String journal =
          "  kafka: {bootstrap: '%s', topic: cold, min-insync-replicas: 1}\n"
              .formatted(kafka.address());
      try (BalancedServer server = start("cold", store.url() + "", journal)) {
        Target admin = server.listener("admin");
        handIn(server, workload.runs());
        awaitHealth(admin, "no broker of " + kafka.address() + " answers");
        awaitHealth(admin, "catalogue: it cannot be opened: ");
        awaitHealth(admin, "archive: the store at " + store.url() + " answers 503");

        PostgresServer.giveBack(database);
        try (BrokerProcess broker = broker(kafka)) {
          kafka.leadTo(broker.port());
          kafka.set(Fault.NONE);
          handIn(server, workload.repetitions());
          store.heal();
          assertNothingIsMissingOrTwice(server, "cold");
          server.close();
        }
      }
    }
  }

  private BrokerProcess broker(FaultProxy way) throws Exception {
    BrokerProcess broker =
        BrokerProcess.start(
            directory.resolve("broker"), OwnJvm.classPathEntries(), way.port(), Map.of());
    way.leadTo(broker.port());
    way.set(Fault.NONE);
    NewTopic topic = new NewTopic("cold", Optional.of(3), Optional.empty());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      Map<String, String> settings =
          Map.of("retention.ms", "-1", "min.insync.replicas", "1", "max.message.bytes", "70000000");
      var _ = admin.createTopics(List.of(topic.configs(settings))).all().get();
    }
    return broker;
  }

  private BalancedServer start(String bucket, String endpoint, String journal) throws Exception {
    Path key =
        Files.createFile(
            directory.resolve("access-key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, S3Server.ACCESS_KEY + "\n" + S3Server.SECRET_KEY + "\n");
    String config =
        """
        admin: {address: '127.0.0.1:0'}
        listeners:
          - {name: public, address: '127.0.0.1:0'}
        pipeline: {publish-after: 500ms}
        catalogue:
          postgresql: {url: '%s', user: '%s'}
        archive:
          s3: {endpoint: '%s', bucket: %s, access-key-file: '%s'}
        journal:
          reserve: 1MiB
        """
                .formatted(database.url(), database.user(), endpoint, bucket, key)
            + journal;
    return Servers.startAs(directory.resolve("data"), config, clock, new StopSignal());
  }

  private void handIn(BalancedServer server, List<ProbeRun> runs) {
    ProbeCrowd crowd =
        new ProbeCrowd(server.listener("public"), history, Clock.systemUTC(), 6, RECOVERY);
    assertThat(crowd.handIn(runs)).as("never answered").isEmpty();
  }

  private void assertNothingIsMissingOrTwice(BalancedServer server, String bucket)
      throws IOException {
    Target admin = server.listener("admin");
    awaitReady(admin);
    clock.pass(Duration.ofMinutes(1));
    Path archive = shared.resolve("objects").resolve(bucket);
    Ledger ledger = Ledger.of(Settling.awaitArchived(admin, archive, RECOVERY));
    try (ReadApi api = new ReadApi(server.listener("public"))) {
      CheckReport report = new HistoryChecker(api).check(history);
      assertThat(report.findings()).as("lost=0 duplicated=0").isEmpty();
      assertThat(report.accepted()).isEqualTo(workload.measurements().size());
      PublishedArchive published = PublishedArchive.read(archive);
      assertThat(published.faults()).isEmpty();
      assertThat(published.documents()).hasSize(report.published());
      assertThat(ledger.published()).isEqualTo(report.published());
    }
  }

  private static void awaitReady(Target admin) {
    await()
        .atMost(RECOVERY)
        .untilAsserted(
            () -> assertThat(health(admin).status()).as(health(admin).text()).isEqualTo(200));
  }

  private static void awaitHealth(Target admin, String says) {
    await().atMost(RECOVERY).untilAsserted(() -> assertThat(health(admin).text()).contains(says));
  }

  private static Answer health(Target admin) throws IOException {
    return WireConnection.once(
        admin, WireRequest.of("GET", "/health/ready").header("Host", admin.authority()));
  }
}
