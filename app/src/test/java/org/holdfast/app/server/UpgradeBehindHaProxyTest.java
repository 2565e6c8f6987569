package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.app.Holdfast;
import org.holdfast.app.command.HoldfastCommand;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.metrics.ConservationCheck;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerLineage;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two collectors behind the real HAProxy with the configuration that is made for it, agents
/// included; one after the other is upgraded while measurements come in.
@Timeout(300)
class UpgradeBehindHaProxyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration BETWEEN = Duration.ofMillis(40);
  private static final List<String> NAMES = List.of("one", "two");

  @TempDir static Path directory;
  private static List<Integer> ports;
  private static FleetDesk desk;
  private static BalancedServer bouncer;
  private static final Map<String, ServerLineage> COLLECTORS = new TreeMap<>();

  private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
  private final Set<String> troubles = new ConcurrentSkipListSet<>();
  private final Set<String> words = new ConcurrentSkipListSet<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger bothOut = new AtomicInteger();
  private volatile boolean over;

  @BeforeAll
  static void startFleet() throws Exception {
    desk = FleetDesk.at(directory);
    ports = FreePorts.pick(7);
    bouncer =
        Servers.startAs(
            directory.resolve("bouncer"),
            """
            roles: [bouncer]
            admin: {address: '127.0.0.1:0'}
            listeners: [{name: public, address: '127.0.0.1:%2$d'}]
            bouncer: {collectors: [{address: 'https://configured.example.org'}]}
            fleet:
              key-file: %1$s/fleet.key
              directory: {file: '%1$s/fleet.sqlite', private-addresses: true}
            """
                .formatted(directory, ports.getFirst()),
            new StopSignal());
    for (String name : NAMES) {
      desk.enrol(name);
      COLLECTORS.put(name, collector(name));
    }
    await()
        .atMost(PATIENCE)
        .until(() -> desk.fleet("list").lines().filter(l -> l.contains("serving")).count() == 2);
  }

  @AfterAll
  static void sumsHoldWhicheverProcessServesInTheEnd() throws IOException {
    for (ServerLineage server : COLLECTORS.values()) {
      try (server) {
        assertThat(
                ConservationCheck.violations(
                    Settling.awaitIndexed(server.listener("admin"), PATIENCE)))
            .isEmpty();
      }
    }
    bouncer.close();
  }

  @Test
  @DisplayName("D4, U9: nobody notices upgrades behind a load balancer that asks agents")
  void nobodyNoticesUpgradesBehindHaProxy() throws Exception {
    Path log = directory.resolve("haproxy.log");
    Target balancer = new Target("127.0.0.1", ports.get(1), Optional.empty());
    Process haproxy = haProxy(log);
    List<Thread> threads = new ArrayList<>();
    try {
      await().atMost(PATIENCE).until(() -> answers(balancer));
      threads.add(Thread.ofPlatform().start(() -> load(balancer, false)));
      threads.add(Thread.ofPlatform().start(() -> load(balancer, true)));
      threads.add(Thread.ofPlatform().start(this::askAgents));
      for (String name : NAMES) {
        assertThat(upgrade(name)).contains("upgrade: done");
      }
      int then = requests.get();
      await().atMost(PATIENCE).until(() -> requests.get() > then + 20);
    } finally {
      over = true;
      for (Thread thread : threads) {
        thread.join();
      }
      haproxy.destroyForcibly();
    }

    assertThat(troubles).isEmpty();
    assertThat(bothOut).as("agents that sent everybody away: " + words).hasValue(0);
    assertThat(words).contains("one: up ready", "two: up ready");
    assertThat(Files.readString(log)).doesNotContain("has no server available");
    for (ServerLineage collector : COLLECTORS.values()) {
      var _ = Settling.awaitIndexed(collector.listener("admin"), PATIENCE);
    }
    long lost = acknowledged.stream().filter(uid -> !isKept(uid)).count();
    System.out.printf(
        "behind haproxy: upgrades=2 requests=%d non2xx=0 resets=0 lost=%d agents said %s%n",
        requests.get(), lost, words);
    assertThat(lost).isZero();
  }

  /// Measurements one after the other, over a connection that is kept or over one each.
  private void load(Target balancer, boolean kept) {
    Optional<WireConnection> connection = Optional.empty();
    while (!over) {
      try {
        WireConnection now =
            connection.isPresent() ? connection.get() : WireConnection.open(balancer);
        Answer answer = now.exchange(submission(requests.incrementAndGet()));
        if (answer.status() == 200) {
          acknowledged.add(answer.member("measurement_uid").orElseThrow());
        } else {
          troubles.add(answer.toString());
        }
        connection = kept && !answer.closesConnection() ? Optional.of(now) : Optional.empty();
        if (connection.isEmpty()) {
          now.close();
        }
      } catch (IOException e) {
        troubles.add(e.toString());
        connection = Optional.empty();
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
    connection.ifPresent(WireConnection::close);
  }

  private static WireRequest submission(int number) {
    String document = "{\\\"test_name\\\":\\\"signal\\\",\\\"x\\\":\\\"" + number + "\\\"}";
    return WireRequest.of("POST", "/api/v1/submit_measurement")
        .header("Host", "x")
        .sized(("{\"format\":\"json\",\"content\":\"" + document + "\"}").getBytes(UTF_8));
  }

  /// Silence, and an agent that is not there, change nothing for HAProxy.
  private void askAgents() {
    while (!over) {
      int out = 0;
      for (String name : NAMES) {
        String word = agent(name);
        words.add(name + ": " + word);
        out += word.equals("drain") || word.equals("down") ? 1 : 0;
      }
      bothOut.addAndGet(out == NAMES.size() ? 1 : 0);
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }

  private static String agent(String name) {
    try (Socket socket = new Socket(host(name), ports.get(2))) {
      String said = new String(socket.getInputStream().readAllBytes(), UTF_8).strip();
      return said.isEmpty() ? "(silence)" : said;
    } catch (IOException e) {
      return "(not there)";
    }
  }

  private static boolean isKept(String uid) {
    for (ServerLineage collector : COLLECTORS.values()) {
      try {
        String path = "/api/v1/measurement_meta?measurement_uid=" + uid;
        if (get(collector.listener("public"), path).text().contains(uid)) {
          return true;
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return false;
  }

  private static String haProxyConfig() {
    return desk.fleet(
        "haproxy-config",
        "--bind",
        "127.0.0.1:" + ports.get(1),
        "--agent-port",
        ports.get(2).toString(),
        "--proxy-protocol");
  }

  private static Process haProxy(Path log) throws IOException {
    // Both, once both have told where they are.
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(haProxyConfig()).contains("server one", "server two", "agent-check"));
    String config = haProxyConfig();
    return new ProcessBuilder(
            "haproxy",
            "-db",
            "-f",
            Files.writeString(directory.resolve("haproxy.cfg"), config).toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static boolean answers(Target balancer) {
    try {
      return get(balancer, "/health").status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static Answer get(Target target, String path) throws IOException {
    return WireConnection.once(
        target, WireRequest.of("GET", path).header("Host", target.authority()));
  }

  private static String upgrade(String name) {
    var said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, UTF_8);
    int code = HoldfastCommand.run(out, out, "upgrade", "--config", config(name).toString());
    assertThat(code).as(said.toString(UTF_8)).isZero();
    return said.toString(UTF_8);
  }

  private static Path config(String name) {
    return directory.resolve(name).resolve("holdfast.yaml");
  }

  /// Agents have one port in the whole fleet.
  private static String host(String name) {
    return name.equals("one") ? "127.0.0.1" : "127.0.0.2";
  }

  private static ServerLineage collector(String name) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    int first = name.equals("one") ? 3 : 5;
    Files.writeString(
        config(name),
        """
        data: '%1$s/%2$s/data'
        roles: [collector, pipeline, api]
        admin: {address: '127.0.0.1:%3$d'}
        journal: {reserve: 1MiB}
        collector: {id: '%2$s'}
        listeners: [{name: public, address: '%4$s:%5$d', proxy-protocol: true}]
        upgrade: {watch: 300ms}
        fleet:
          key-file: %1$s/fleet.key
          node:
            name: %2$s
            token-file: %1$s/%2$s.token
            every: 300ms
            directories: ['http://127.0.0.1:%6$d']
            agent: %4$s:%7$d
        """
            .formatted(
                directory,
                name,
                ports.get(first),
                host(name),
                ports.get(first + 1),
                ports.get(0),
                ports.get(2)));
    return ServerLineage.start(
        ServerCommand.likeThisProcess(
            List.of(
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"),
            Holdfast.class.getName(),
            List.of("serve", "--config", config(name).toString()),
            home),
        home,
        PATIENCE);
  }
}
