package org.holdfast.app.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.app.Holdfast;
import org.holdfast.app.command.HoldfastCommand;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.control.ControlClient;
import org.holdfast.app.control.ControlDirectory;
import org.holdfast.app.server.FleetStores;
import org.holdfast.bouncer.fleet.sql.SqlFleetStore;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.metrics.ConservationCheck;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.OwnJvm;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerLineage;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Design §7: a release goes over three servers, or comes back from all it went to. The tests
/// follow each other on one fleet.
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FleetUpgradeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final List<String> NAMES = List.of("n1", "n2", "n3");
  private static final List<String> JVM =
      List.of(
          "-Xmx256m",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /// Tells in the command line of a server which release it is.
  private static final String RELEASE = "holdfast.test.release=";

  @TempDir static Path directory;
  private static final Map<String, ServerLineage> SERVERS = new LinkedHashMap<>();
  private static Path operator;

  @BeforeAll
  static void start() throws IOException {
    ownerOnly("admin.token", "0123456789abcdef0123456789abcdef\n");
    Files.createDirectories(directory.resolve("releases"));
    List<Integer> ports = FreePorts.pick(2 * NAMES.size());
    StringBuilder nodes = new StringBuilder();
    for (int i = 0; i < NAMES.size(); i++) {
      String name = NAMES.get(i);
      Path home = Files.createDirectories(directory.resolve(name));
      configure(home, "holdfast.yaml", ports.get(2 * i), ports.get(2 * i + 1), "");
      configure(
          home,
          "broken.yaml",
          ports.get(2 * i),
          ports.get(2 * i + 1),
          "collector: {policy: '%s/nowhere'}\n".formatted(directory));
      SERVERS.put(
          name,
          ServerLineage.start(
              ServerCommand.likeThisProcess(
                  JVM,
                  Holdfast.class.getName(),
                  List.of("serve", "--config", home.resolve("holdfast.yaml").toString()),
                  home),
              home,
              PATIENCE));
      nodes.append(
          "      - {node: %s, admin: 'http://127.0.0.1:%d', token-file: '%s/admin.token'}\n"
              .formatted(name, ports.get(2 * i + 1), directory));
    }
    operator =
        Files.writeString(
            directory.resolve("operator.yaml"),
            """
            data: '%s/operator'
            upgrade:
              fleet:
                canary-percent: 60
                watch: 3s
                nodes:
            %s\
            """
                .formatted(directory, nodes));
    // Runs this build with the configuration it is given.
    release("good", "\"$@\"");
    // Opens no report: found out only when somebody opens one.
    release("broken", "serve --config broken.yaml \"${@: -2}\"");
  }

  private static void configure(Path home, String name, int open, int admin, String more)
      throws IOException {
    Files.writeString(
        home.resolve(name),
        """
        data: '%s/data'
        journal: {reserve: 1MiB}
        listeners: [{name: public, address: '127.0.0.1:%d'}]
        admin: {address: '127.0.0.1:%d', token-file: '%s/admin.token'}
        upgrade: {watch: 300ms, releases: '%s/releases'}
        %s\
        """
            .formatted(home, open, admin, directory, directory, more));
  }

  private static void release(String name, String arguments) throws IOException {
    Path release = Files.createDirectories(directory.resolve("releases").resolve(name));
    Path holdfast =
        Files.writeString(
            release.resolve("holdfast"),
            "#!/bin/bash\nexec "
                + thisBuild("-D" + RELEASE + name).stream()
                    .map(w -> "'" + w + "'")
                    .collect(Collectors.joining(" "))
                + " "
                + arguments
                + "\n");
    Files.setPosixFilePermissions(holdfast, PosixFilePermissions.fromString("rwx------"));
  }

  /// Tied to this process like everything that a test starts.
  private static List<String> thisBuild(String... jvm) {
    List<String> words = new ArrayList<>();
    words.add(OwnJvm.java().toString());
    words.addAll(JVM);
    words.addAll(List.of(jvm));
    words.addAll(OwnJvm.cacheFor(Holdfast.class.getName()));
    words.addAll(List.of("-cp", OwnJvm.classPath()));
    words.addAll(List.of("org.holdfast.testkit.process.Tether", Holdfast.class.getName()));
    return words;
  }

  @AfterAll
  static void sumsHoldWhicheverProcessServesInTheEnd() throws IOException {
    for (ServerLineage server : SERVERS.values()) {
      try (server) {
        assertThat(
                ConservationCheck.violations(
                    Settling.awaitIndexed(server.listener("admin"), PATIENCE)))
            .isEmpty();
      }
    }
  }

  @Test
  @Order(1)
  void nodeIsUpgradedForTheTokenOnlyAndToWhatLiesAmongItsReleases() throws Exception {
    String good = "{\"release\":\"%s/releases/good\"}".formatted(directory);

    assertThat(order("x", good, "").status()).isEqualTo(401);
    assertThat(order("x", good, "0123456789abcdef0123456789abcdee").status()).isEqualTo(401);
    String token = "0123456789abcdef0123456789abcdef";
    assertThat(order("x", "{\"release\":\"/bin\"}", token).member("error"))
        .contains("unknown-release");
    assertThat(
            order("x", "{\"release\":\"%s/releases/good/..\"}".formatted(directory), token)
                .status())
        .isEqualTo(400);
    assertThat(order("x", "{\"back_of\":\"../../etc\"}", token).status()).isEqualTo(404);
    assertThat(order("a~b", good, token).status()).isEqualTo(400);
  }

  @Test
  @Order(2)
  @DisplayName("a release that does not do its work comes back from every node it went to")
  void brokenReleaseIsRolledBackOnAll() throws Exception {
    Map<String, Long> before = processes();
    CompletableFuture<Ended> ended = new CompletableFuture<>();
    Thread command = Thread.ofPlatform().start(() -> ended.complete(upgrade("broken")));
    // Canaries of each node itself see nothing wrong with it.
    while (!ended.isDone()) {
      if (heard().contains("watching n1, n2 for 3 s")) {
        open("n1");
        open("n2");
      }
      var _ = command.join(Duration.ofMillis(100));
    }

    assertThat(ended.get().code()).as(heard()).isEqualTo(1);
    assertThat(heard())
        .containsPattern("rolling back: n[12] [0-9]+ of [0-9]+ answers were errors of its own")
        .contains("fleet: n2 goes back", "fleet: n1 goes back")
        .contains("rolled back: all nodes run what they ran before");
    for (String name : NAMES) {
      assertThat(open(name).status()).as("opens reports again").isEqualTo(200);
    }
    assertThat(processes().get("n3")).as("never upgraded").isEqualTo(before.get("n3"));
    assertThat(processes().get("n1")).isNotEqualTo(before.get("n1"));
  }

  @Test
  @Order(3)
  @DisplayName("a roll-out whose command is killed in the middle of a node is taken back from all")
  void rollOutWhoseCommandIsKilledIsTakenBack() throws Exception {
    Map<String, Long> before = processes();
    Process killed = begin("good");
    try {
      await().atMost(PATIENCE).until(() -> isUpgrading("n2"));
      Ended second = upgrade("good");
      assertThat(second.code()).isEqualTo(1);
      assertThat(second.said()).contains("another roll-out is under way");
    } finally {
      killed.destroyForcibly();
      var _ = killed.onExit().join();
    }
    assertThat(releaseOf("n1")).isEqualTo("good");

    Ended back = run("--roll-back");
    assertThat(back.said())
        .contains("fleet: n2 goes back", "fleet: n1 goes back")
        .contains("rolled back: all nodes run what they ran before (taken back by an operator)");
    assertThat(back.code()).isZero();
    for (String name : NAMES) {
      assertThat(releaseOf(name)).as(name).isEmpty();
      assertThat(isUpgrading(name)).as(name).isFalse();
      assertThat(open(name).status()).isEqualTo(200);
    }
    assertThat(processes().get("n3")).as("never upgraded").isEqualTo(before.get("n3"));
    assertThat(history())
        .containsSubsequence(
            "BACK -> ROLLED_BACK  (taken back by an operator)",
            "FORWARD -> BACK  (taken back by an operator)",
            "unfinished or none -> FORWARD " + releaseDirectory("good"),
            "unfinished or none -> FORWARD " + releaseDirectory("good"));
    assertThat(run("--roll-back").said()).contains("there is no unfinished roll-out");
  }

  @Test
  @Order(4)
  @DisplayName("a roll-out whose command is killed is gone on with")
  void goodReleaseGoesOverAllNodesThoughItsCommandIsKilled() throws Exception {
    Process killed = begin("good");
    try {
      await().atMost(PATIENCE).until(() -> isUpgrading("n1"));
    } finally {
      killed.destroyForcibly();
      var _ = killed.onExit().join();
    }

    assertThat(resumeInAHurry()).as(heard()).isTrue();
    assertThat(heard()).contains("fleet: done; 3 nodes run");
    for (String name : NAMES) {
      assertThat(releaseOf(name)).as(name).isEqualTo("good");
      assertThat(open(name).status()).isEqualTo(200);
    }
    assertThat(run("--resume").said()).contains("there is no unfinished roll-out");
  }

  /// As the command does, for which other commands are dead ten times sooner.
  private static boolean resumeInAHurry() throws Exception {
    OUT.reset();
    Pace hurried =
        new Pace() {
          @Override
          public long nanos() {
            return 10 * System.nanoTime();
          }

          @Override
          public void pause(Duration duration) throws InterruptedException {
            Thread.sleep(duration.dividedBy(10));
          }
        };
    HoldfastConfig config = ConfigFile.parse("operator.yaml", Files.readString(operator)).config();
    try (SqlFleetStore store = FleetStores.open(config);
        PrintStream out = new PrintStream(OUT, true, StandardCharsets.UTF_8)) {
      return new FleetUpgrade(
              config.upgrade().fleet(),
              store,
              "test",
              Clock.systemUTC(),
              new Random(1),
              out::println,
              hurried)
          .resume();
    }
  }

  private static Process begin(String release) throws IOException {
    List<String> line = new ArrayList<>(thisBuild());
    line.addAll(arguments("--release", releaseDirectory(release)));
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("command.log").toFile())
        .start();
  }

  /// Whether a node's own upgrade is under way.
  private static boolean isUpgrading(String node) throws IOException {
    Path jobs = directory.resolve(node).resolve("data").resolve("upgrades");
    if (!Files.exists(jobs)) {
      return false;
    }
    try (Stream<Path> all = Files.list(jobs)) {
      return all.anyMatch(
          job -> Files.exists(job.resolve("process")) && !Files.exists(job.resolve("exit")));
    }
  }

  /// Which release serves a node; empty for what was there before any.
  private static String releaseOf(String node) throws Exception {
    Path line = Path.of("/proc", Objects.requireNonNull(processes().get(node)) + "", "cmdline");
    return Stream.of(Files.readString(line).split("\0", -1))
        .filter(word -> word.startsWith("-D" + RELEASE))
        .map(word -> word.substring(word.indexOf('=') + 1))
        .findFirst()
        .orElse("");
  }

  private static String history() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    assertThat(HoldfastCommand.run(out, out, "fleet", "history", "--config", operator.toString()))
        .isZero();
    System.out.print(said.toString(StandardCharsets.UTF_8));
    return said.toString(StandardCharsets.UTF_8);
  }

  private record Ended(int code, String said) {}

  private static final ByteArrayOutputStream OUT = new ByteArrayOutputStream();

  private static String heard() {
    return OUT.toString(StandardCharsets.UTF_8);
  }

  private static String releaseDirectory(String name) {
    return directory.resolve("releases").resolve(name).toString();
  }

  private static Ended upgrade(String release) {
    return run("--release", releaseDirectory(release));
  }

  private static List<String> arguments(String... more) {
    List<String> arguments = new ArrayList<>(List.of("upgrade", "--fleet"));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--config", operator.toString()));
    return arguments;
  }

  private static Ended run(String... more) {
    OUT.reset();
    PrintStream out = new PrintStream(OUT, true, StandardCharsets.UTF_8);
    int code = HoldfastCommand.run(out, out, arguments(more).toArray(String[]::new));
    System.out.print(heard());
    return new Ended(code, heard());
  }

  private static Target listener(String node, String name) {
    return Objects.requireNonNull(SERVERS.get(node)).listener(name);
  }

  private static Answer open(String name) throws IOException {
    return ask(
        listener(name, "public"),
        WireRequest.of("POST", "/report"),
        """
        {"software_name":"ooniprobe","software_version":"2.3.0","probe_asn":"AS0",\
        "probe_cc":"ZZ","test_name":"web_connectivity","test_version":"0.1.0",\
        "data_format_version":"0.2.0","test_start_time":"2026-01-01 00:00:00","format":"json"}\
        """);
  }

  private static Answer order(String id, String body, String token) throws IOException {
    WireRequest request = WireRequest.of("PUT", "/upgrades/" + id);
    return ask(
        listener("n1", "admin"),
        token.isEmpty() ? request : request.header("Authorization", "Bearer " + token),
        body);
  }

  private static Answer ask(Target target, WireRequest request, String body) throws IOException {
    return WireConnection.once(
        target,
        request.header("Host", target.authority()).sized(body.getBytes(StandardCharsets.UTF_8)));
  }

  /// Which process serves each node.
  private static Map<String, Long> processes() throws Exception {
    Map<String, Long> processes = new LinkedHashMap<>();
    for (String name : NAMES) {
      Path socket =
          ControlDirectory.existing(directory.resolve(name).resolve("data"))
              .current()
              .orElseThrow();
      try (ControlClient client = ControlClient.connect(socket)) {
        processes.put(name, client.ask("status", Duration.ofSeconds(20)).path("pid").longValue());
      }
    }
    return processes;
  }

  private static void ownerOnly(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
