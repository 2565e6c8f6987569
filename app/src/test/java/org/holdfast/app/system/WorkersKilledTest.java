package org.holdfast.app.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.holdfast.app.command.HoldfastCommand;
import org.holdfast.catalogue.sql.PostgresOptions;
import org.holdfast.catalogue.sql.PostgresServer;
import org.holdfast.testkit.archive.PublishedArchive;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.CheckReport;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.history.HistoryChecker;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.kafka.BrokerProcess;
import org.holdfast.testkit.metrics.ConservationCheck;
import org.holdfast.testkit.metrics.Ledger;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.probe.ProbeCrowd;
import org.holdfast.testkit.process.OwnJvm;
import org.holdfast.testkit.traffic.Workload;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Workers of one consumer group, real processes, of which one after the other is killed, or
/// stopped until it counts as dead and then woken in the middle of what it did, while measurements
/// arrive.
class WorkersKilledTest {
  private static final String TOPIC = "measurements";
  private static final int WORKERS = 3;
  private static final int BLOWS = 4;
  private static final int ROUNDS_PER_BLOW = 3;
  private static final Duration SILENCE = Duration.ofSeconds(3);

  @TempDir private Path directory;

  private final PostgresOptions database = PostgresServer.emptyDatabase();
  private final Random random = new Random(20_260_821);
  private final AtomicInteger seeds = new AtomicInteger();

  @Test
  @DisplayName(
      "D1, D4, D10, I5, I6: workers killed and woken at random lose nothing and double nothing")
  void nothingIsLostOrDoubledByWorkersThatComeAndGo() throws Exception {
    Path key = fleetKey();
    List<Installation> workers = new ArrayList<>();
    try (BrokerProcess broker = broker();
        History history = History.inMemory();
        Installation collector = node("1", "[collector, bouncer, api]", key, broker)) {
      try {
        for (int i = 0; i < WORKERS; i++) {
          workers.add(node(Integer.toString(i + 2), "[pipeline]", key, broker));
        }
        handInWhileWorkersAreStruck(collector, workers, broker, history);

        int published = assertPublishedOnce(collector, workers.getFirst(), history);

        // I2: the catalogue is gone; one worker is started again and fills it for all.
        beginCatalogueAfresh();
        Installation filling = workers.getLast();
        filling.kill();
        filling.startAgain();
        assertThat(handIn(crowd(collector, history))).isZero();
        assertThat(assertPublishedOnce(collector, workers.getFirst(), history))
            .isGreaterThan(published);

        assertRebuiltBesideTheWorkers(collector, workers.getFirst(), history);
      } finally {
        workers.forEach(Installation::kill);
        collector.kill();
      }
    }
  }

  /// @return how many are published
  private int assertPublishedOnce(Installation collector, Installation worker, History history)
      throws Exception {
    PrometheusText metrics =
        Settling.awaitArchived(worker.admin(), archive(), Installation.PATIENCE);
    assertThat(ConservationCheck.ofLedger(metrics)).isEmpty();
    assertThat(Ledger.of(metrics).inJournal()).isZero();
    CheckReport report = check(collector, history);
    assertThat(report.findings()).isEmpty();
    assertThat(report.accepted()).isEqualTo(report.measurements()).isGreaterThan(60);
    assertThat(report.published() + report.withheld()).isEqualTo(report.accepted());
    PublishedArchive archive = PublishedArchive.read(archive());
    assertThat(archive.faults()).isEmpty();
    assertThat(archive.documents()).hasSize(report.published());
    assertThat(Ledger.of(metrics).published()).isEqualTo(report.published());
    return report.published();
  }

  private void beginCatalogueAfresh() throws SQLException {
    inDatabase("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  }

  private void inDatabase(String statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      boolean unused = statement.execute(statements);
    }
  }

  /// I2: an older copy of the catalogue is put back while all workers run; one command brings it up
  /// to date, for the shares of all, and nobody is started again.
  private void assertRebuiltBesideTheWorkers(
      Installation collector, Installation worker, History history) throws Exception {
    inDatabase(
        """
        CREATE SCHEMA copy;
        DO $$ DECLARE name TEXT; BEGIN
          FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
            AND relkind IN ('r', 'p') AND NOT relispartition LOOP
            EXECUTE format('CREATE TABLE copy.%I AS TABLE public.%I', name, name);
          END LOOP;
        END $$
        """);
    assertThat(handIn(crowd(collector, history))).isZero();
    int published = assertPublishedOnce(collector, worker, history);
    inDatabase(
        """
        DO $$ DECLARE name TEXT; BEGIN
          FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'copy'::regnamespace LOOP
            EXECUTE format('TRUNCATE public.%I', name);
            EXECUTE format('INSERT INTO public.%I SELECT * FROM copy.%I', name, name);
          END LOOP;
        END $$;
        DROP SCHEMA copy CASCADE
        """);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, UTF_8);
    int exit =
        HoldfastCommand.run(out, out, "catalogue", "rebuild", "--config", worker.config() + "");
    assertThat(exit).as(said.toString(UTF_8)).isZero();
    assertThat(assertPublishedOnce(collector, worker, history)).isEqualTo(published);
    assertThat(handIn(crowd(collector, history))).isZero();
    assertThat(assertPublishedOnce(collector, worker, history)).isGreaterThan(published);
  }

  private static ProbeCrowd crowd(Installation collector, History history) {
    return new ProbeCrowd(collector.open(), history, Clock.systemUTC(), 6, Installation.PATIENCE);
  }

  /// Each blow falls while some rounds are handed in, no more: it is about workers that die, not
  /// about how much they can do.
  private void handInWhileWorkersAreStruck(
      Installation collector, List<Installation> workers, BrokerProcess broker, History history)
      throws Exception {
    Semaphore rounds = new Semaphore(0);
    ProbeCrowd crowd = crowd(collector, history);
    try (var thread = Executors.newVirtualThreadPerTaskExecutor();
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      CompletableFuture<Integer> open =
          CompletableFuture.supplyAsync(() -> handIn(crowd, rounds), thread);
      for (int blow = 0; blow < BLOWS; blow++) {
        int begun = seeds.get();
        rounds.release(ROUNDS_PER_BLOW);
        await().atMost(Installation.PATIENCE).until(() -> seeds.get() > begun || open.isDone());
        int struck = random.nextInt(WORKERS);
        if (blow % 2 == 0) {
          stopUntilTakenForDead(workers.get(struck), "node-" + (struck + 2), admin);
        } else {
          workers.get(struck).kill();
          workers.get(struck).startAgain();
        }
      }
      assertThat(open.join()).as("given up by probes").isZero();
    }
  }

  private int handIn(ProbeCrowd crowd, Semaphore rounds) {
    int open = 0;
    for (int round = 0; round < BLOWS * ROUNDS_PER_BLOW; round++) {
      rounds.acquireUninterruptibly();
      open += handIn(crowd);
    }
    return open;
  }

  private int handIn(ProbeCrowd crowd) {
    Workload workload =
        Workload.mixed(seeds.incrementAndGet(), Instant.now().minus(Duration.ofDays(1)), 1, 3);
    return crowd.handIn(workload.runs()).size() + crowd.handIn(workload.repetitions()).size();
  }

  /// Others have taken its share when it goes on.
  private static void stopUntilTakenForDead(Installation worker, String name, Admin admin)
      throws Exception {
    signal(worker, "STOP");
    List<String> groups = List.of(TOPIC + ".index", TOPIC + ".archive");
    await()
        .atMost(Installation.PATIENCE)
        .until(
            () ->
                admin.describeConsumerGroups(groups).all().get().values().stream()
                    .flatMap(group -> group.members().stream())
                    .noneMatch(member -> member.groupInstanceId().equals(Optional.of(name))));
    signal(worker, "CONT");
  }

  private static void signal(Installation worker, String name) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(worker.process().pid()))
            .inheritIO()
            .start();
    assertThat(kill.waitFor()).as("kill -%s", name).isZero();
  }

  private static CheckReport check(Installation server, History history) throws Exception {
    try (ReadApi api = new ReadApi(server.open())) {
      return new HistoryChecker(api).check(history);
    }
  }

  private Path archive() {
    return directory.resolve("archive");
  }

  private Path fleetKey() throws IOException {
    Path file =
        Files.createFile(
            directory.resolve("fleet.key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, "0123456789".repeat(4));
  }

  private BrokerProcess broker() throws Exception {
    BrokerProcess broker =
        BrokerProcess.start(directory.resolve("broker"), OwnJvm.classPathEntries(), 0, Map.of());
    Map<String, String> settings =
        Map.of("retention.ms", "-1", "min.insync.replicas", "1", "max.message.bytes", "70000000");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      NewTopic topic = new NewTopic(TOPIC, Optional.of(6), Optional.empty());
      var _ = admin.createTopics(List.of(topic.configs(settings))).all().get();
    }
    return broker;
  }

  /// A machine of its own but for the archive, which all see.
  private Installation node(String id, String roles, Path key, BrokerProcess broker)
      throws IOException {
    Path home = directory.resolve("node-" + id);
    Path data = Files.createDirectories(home.resolve("data"));
    Path shared = Files.createDirectories(archive());
    Path unused = Files.createSymbolicLink(data.resolve("archive"), shared);
    return new Installation(
        home,
        """
        roles: %s
        collector: {id: "%s"}
        fleet: {key-file: '%s'}
        pipeline: {publish-after: 300ms}
        journal:
          reserve: 1MiB
          kafka:
            bootstrap: '%s'
            topic: %s
            min-insync-replicas: 1
            worker-silence: %dms
        catalogue:
          postgresql: {url: '%s', user: '%s'}
        """
            .formatted(
                roles,
                id,
                key,
                broker.address(),
                TOPIC,
                SILENCE.toMillis(),
                database.url(),
                database.user()));
  }
}
