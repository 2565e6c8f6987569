package org.holdfast.app.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.holdfast.app.Holdfast;
import org.holdfast.app.command.HoldfastCommand;
import org.holdfast.app.control.ControlClient;
import org.holdfast.app.control.ControlDirectory;
import org.holdfast.testkit.archive.PublishedArchive;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.kafka.BrokerProcess;
import org.holdfast.testkit.metrics.ConservationCheck;
import org.holdfast.testkit.metrics.Ledger;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.OwnJvm;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerLineage;
import org.holdfast.testkit.proxy.FaultProxy;
import org.holdfast.testkit.proxy.FaultProxy.Fault;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An upgrade of a server whose journal is in Kafka, under traffic.
@Timeout(300)
final class KafkaUpgradeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration AWAY = Duration.ofSeconds(6);

  @TempDir private Path directory;

  @Test
  @DisplayName(
      "D4, I1, I5, I6: upgraded while the broker goes and comes, nothing is refused, lost or doubled")
  void upgradesUnderTraffic() throws Exception {
    try (FaultProxy proxy = FaultProxy.start();
        BrokerProcess broker = broker(proxy);
        ServerLineage server = start(proxy)) {
      proxy.leadTo(broker.port());
      List<String> uids = new ArrayList<>(submit(server, 5));

      // Away when the successor starts, and back before its canary is given up.
      proxy.set(Fault.CUT);
      uids.addAll(submitWhile(server, () -> upgradeWhileTheBrokerReturnsTo(proxy)));

      Path archive = directory.resolve("data").resolve("archive");
      PrometheusText metrics = Settling.awaitArchived(server.listener("admin"), archive, PATIENCE);
      assertThat(ConservationCheck.ofLedger(metrics)).isEmpty();
      assertThat(Ledger.of(metrics).inJournal()).isZero();
      assertThat(Ledger.of(metrics).published()).as("canaries apart").isEqualTo(uids.size());
      PublishedArchive published = PublishedArchive.read(archive);
      assertThat(published.faults()).isEmpty();
      assertThat(published.documents()).containsOnlyKeys(uids);
      try (ReadApi api = new ReadApi(server.listener("public"))) {
        for (String uid : uids) {
          assertThat(api.raw(uid)).as(uid).isPresent();
        }
      }
    }
  }

  /// A successor does not end with the one that started it.
  @AfterEach
  void endWhoeverServes() throws Exception {
    Optional<Path> socket = ControlDirectory.existing(directory.resolve("data")).current();
    if (socket.isPresent()) {
      long pid;
      try (ControlClient client = ControlClient.connect(socket.get())) {
        pid = client.ask("status", PATIENCE).path("pid").longValue(0);
      }
      ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
      assertThat(server.destroyForcibly()).isTrue();
      var _ = server.onExit().get(10, TimeUnit.SECONDS);
    }
  }

  /// Submits one after the other, from before `work` begins until after it has ended.
  ///
  /// @return the uids
  private List<String> submitWhile(ServerLineage server, Runnable work) throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    List<String> uids = new ArrayList<>(submit(server, 5));
    try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<List<String>> meanwhile =
          CompletableFuture.supplyAsync(
              () -> {
                List<String> all = new ArrayList<>();
                while (!done.get()) {
                  all.addAll(submit(server, 1));
                }
                return all;
              },
              thread);
      try {
        work.run();
      } finally {
        done.set(true);
      }
      uids.addAll(meanwhile.join());
    }
    uids.addAll(submit(server, 5));
    return uids;
  }

  private int submitted;

  private synchronized List<String> submit(ServerLineage server, int count) {
    List<String> uids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String body =
          "{\"format\":\"json\",\"content\":\"{\\\"test_name\\\":\\\"signal\\\",\\\"probe_cc\\\":\\\"PT\\\",\\\"x\\\":"
              + submitted++
              + "}\"}";
      try {
        Target open = server.listener("public");
        Answer answer =
            WireConnection.once(
                open,
                WireRequest.of("POST", "/api/v1/submit_measurement")
                    .header("Host", open.authority())
                    .sized(body.getBytes(UTF_8)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        uids.add(answer.member("measurement_uid").orElseThrow());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return uids;
  }

  private void upgradeWhileTheBrokerReturnsTo(FaultProxy proxy) {
    try (var later = Executors.newSingleThreadScheduledExecutor()) {
      var _ = later.schedule(() -> proxy.set(Fault.NONE), AWAY.toMillis(), TimeUnit.MILLISECONDS);
      upgrade();
    }
  }

  private void upgrade() {
    var out = new ByteArrayOutputStream();
    try (PrintStream print = new PrintStream(out, true, UTF_8)) {
      Path release = directory.resolve("release");
      if (!Files.exists(release)) {
        Path unused = Release.planted(release, Release.running(Holdfast.class));
      }
      int code =
          HoldfastCommand.run(
              print,
              print,
              "upgrade",
              "--config",
              directory.resolve("holdfast.yaml").toString(),
              "--to",
              release.toString());
      assertThat(code).as(out.toString(UTF_8)).isZero();
      assertThat(out.toString(UTF_8)).contains("upgrade: done");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private BrokerProcess broker(FaultProxy proxy) throws Exception {
    BrokerProcess broker =
        BrokerProcess.start(
            directory.resolve("broker"), OwnJvm.classPathEntries(), proxy.port(), Map.of());
    proxy.leadTo(broker.port());
    Map<String, String> settings =
        Map.of("retention.ms", "-1", "min.insync.replicas", "1", "max.message.bytes", "70000000");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      NewTopic topic = new NewTopic("measurements", Optional.of(3), Optional.empty());
      var _ = admin.createTopics(List.of(topic.configs(settings))).all().get();
    }
    return broker;
  }

  private ServerLineage start(FaultProxy proxy) throws IOException {
    List<Integer> ports = FreePorts.pick(2);
    Path config =
        Files.writeString(
            directory.resolve("holdfast.yaml"),
            """
            data: '%s'
            journal:
              reserve: 1MiB
              kafka: {bootstrap: '%s', topic: measurements, min-insync-replicas: 1}
            pipeline: {publish-after: 200ms}
            listeners: [{name: public, address: '127.0.0.1:%d'}]
            admin: {address: '127.0.0.1:%d'}
            upgrade: {ready-within: 60s, watch: 1s}
            """
                .formatted(directory.resolve("data"), proxy.address(), ports.get(0), ports.get(1)));
    return ServerLineage.start(
        ServerCommand.likeThisProcess(
            List.of(
                "-Xmx320m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED"),
            Holdfast.class.getName(),
            List.of("serve", "--config", config.toString()),
            directory),
        directory,
        PATIENCE);
  }
}
