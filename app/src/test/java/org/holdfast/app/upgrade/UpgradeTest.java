package org.holdfast.app.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.app.Holdfast;
import org.holdfast.app.command.HoldfastCommand;
import org.holdfast.app.control.ControlClient;
import org.holdfast.app.control.ControlDirectory;
import org.holdfast.app.control.ProcessIdentity;
import org.holdfast.app.systemd.NotifySocket;
import org.holdfast.app.systemd.UnitFile;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Design §6, hand-over: a successor takes the place of a server, or does not, and no client
/// notices (L35, P64, D4; U8).
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class UpgradeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir static Path directory;
  private static Path config;
  private static NotifySocket systemd;
  private static ServerLineage server;
  private long first;

  /// One for all, in which each test takes its turn: whatever became of the one before, the next
  /// upgrade may come.
  @BeforeAll
  static void start() throws IOException {
    List<Integer> ports = FreePorts.pick(2);
    config = configure(ports);
    Path socket = directory.resolve("notify");
    systemd = NotifySocket.bind(socket.toString());
    server =
        ServerLineage.start(
            ServerCommand.likeThisProcess(
                    List.of(
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED"),
                    Holdfast.class.getName(),
                    List.of("serve", "--config", config.toString()),
                    directory)
                .withJava(supervised(socket)),
            directory,
            PATIENCE);
  }

  /// A `java` with the environment that systemd gives.
  private static Path supervised(Path socket) throws IOException {
    Path java =
        Files.writeString(
            directory.resolve("java"),
            "#!/bin/sh\nexport NOTIFY_SOCKET=%s\nexec '%s' \"$@\"\n"
                .formatted(socket, Path.of(System.getProperty("java.home"), "bin", "java")));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    return java;
  }

  /// As `systemctl stop` does.
  @AfterAll
  static void sigtermIsToldToSystemdAndEndsWhoeverServes() throws Exception {
    try (ServerLineage _ = server;
        NotifySocket hearing = systemd) {
      long last = current();
      assertThat(ProcessHandle.of(last).orElseThrow().destroy()).isTrue();
      await().atMost(PATIENCE).until(() -> hearing.heard().getLast().equals("STOPPING=1"));
      await().atMost(PATIENCE).until(() -> !isAlive(last));
    }
  }

  @BeforeEach
  void askWhoServes() throws Exception {
    first = current();
  }

  /// I6: whichever process serves in the end, its sums hold, and it is the one systemd supervises.
  @AfterEach
  void sumsHoldAndSystemdKnowsWhoServes() throws Exception {
    String known = "READY=1 MAINPID=" + current();
    await().atMost(PATIENCE).until(() -> systemd.heard().getLast().equals(known));
    assertThat(
            ConservationCheck.violations(Settling.awaitIndexed(server.listener("admin"), PATIENCE)))
        .as("sums on /metrics")
        .isEmpty();
  }

  private static Path configure(List<Integer> ports) throws IOException {
    return Files.writeString(
        directory.resolve("holdfast.yaml"),
        """
        data: '%s'
        journal: {reserve: 1MiB}
        listeners: [{name: public, address: '127.0.0.1:%d'}]
        admin: {address: '127.0.0.1:%d'}
        upgrade: {ready-within: 60s, watch: 1s}
        """
            .formatted(directory.resolve("data"), ports.get(0), ports.get(1)));
  }

  @Test
  @Order(5)
  @DisplayName("U8: a report goes on over its connection while `systemctl reload` does its work")
  void successorTakesOver() throws Exception {
    try (WireConnection reporting = WireConnection.open(open())) {
      Answer opened =
          reporting.exchange(
              post(
                  "/report",
                  """
                  {"software_name":"ooniprobe","software_version":"2.3.0","probe_asn":"AS0",\
                  "probe_cc":"ZZ","test_name":"web_connectivity","test_version":"0.1.0",\
                  "data_format_version":"0.2.0","test_start_time":"2026-01-01 00:00:00",\
                  "format":"json"}"""));
      String report = "/report/" + opened.member("report_id").orElseThrow();

      assertThat(reload()).as(server.output()).contains("upgrade: done");

      assertThat(current()).isNotEqualTo(first);
      assertThat(
              reporting
                  .exchange(post(report, "{\"format\":\"json\",\"content\":{\"test_keys\":{}}}"))
                  .status())
          .isEqualTo(200);
      Answer closed = reporting.exchange(post(report + "/close", ""));
      assertThat(closed.status()).isEqualTo(200);
      assertThat(closed.header("Connection")).contains("close");
    }
    await().atMost(PATIENCE).until(() -> !isAlive(first));
    assertThat(submit("after the upgrade").status()).isEqualTo(200);
    assertThat(get("/api/v1/measurements?test_name=canary").text())
        .as("no canary is public")
        .contains("\"results\":[]");
  }

  /// One that never gets ready: [org.holdfast.app.upgradetest.UpgradeUnderLoadTest].
  @Test
  @Order(1)
  void successorThatDiesIsRolledBack() throws Exception {
    Path dies = Release.planted(directory.resolve("dies"), "exit 3");
    assertThat(upgrade(config, "--to", dies.toString()))
        .contains("ended with exit code 3", "rolled back");

    serverGoesOn();
  }

  /// One that lives on and does not do its work: [OutcomeTest].
  @Test
  @Order(2)
  void successorThatFailsAfterTheSwitchIsRolledBack() throws Exception {
    Path release =
        Release.planted(directory.resolve("halts"), Release.running(HaltingServer.class));

    try (WireConnection connection = WireConnection.open(open())) {
      assertThat(connection.exchange(get("/version", "x")).status()).isEqualTo(200);
      assertThat(upgrade(config, "--to", release.toString()))
          .contains("new connections go to the successor", "failed:", "rolled back");
      assertThat(connection.exchange(get("/version", "x")).status()).isEqualTo(200);
    }

    serverGoesOn();
  }

  @Test
  @Order(3)
  void secondUpgradeAtTheSameTimeIsRefusedAndAnAbandonedOneIsTakenBack() throws Exception {
    Path control = ControlDirectory.existing(directory.resolve("data")).current().orElseThrow();
    assertThat(Files.getPosixFilePermissions(control.getParent())).as("for its owner").hasSize(3);
    try (ControlClient abandoned = ControlClient.connect(control)) {
      assertThat(abandoned.ask("prepare", PATIENCE).path("phase").stringValue(""))
          .isEqualTo("PREPARED");
      assertThat(upgrade(config)).contains("another upgrade is under way");
      abandoned.ask("hand-over", PATIENCE);
    }
    serverGoesOn();
  }

  @Test
  @Order(3)
  @DisplayName("a failed successor that has to be told by a signal ends without a word to systemd")
  void successorThatDoesNotAnswerLeavesThePredecessorSupervised() throws Exception {
    Path deaf = Release.planted(directory.resolve("deaf"), Release.running(DeafServer.class));
    try (ControlClient upgrading = prepare(Optional.of(deaf))) {
      Path sign = directory.resolve("data").resolve(DeafServer.SIGN);
      await().atMost(PATIENCE).until(() -> Files.exists(sign));
    }
    await().atMost(PATIENCE).until(() -> !status().has("successor"));

    assertThat(systemd.heard()).doesNotContain("STOPPING=1");
    serverGoesOn();
  }

  @Test
  @Order(3)
  @DisplayName("U8: a command killed between its last two steps cuts nothing at either process")
  void successorThatIsCurrentAlreadyStepsDownForItsPredecessor() throws Exception {
    ProcessHandle process;
    try (ControlClient upgrading = prepare(Optional.empty());
        Successor successor = awaitSuccessor()) {
      process = ProcessHandle.of(successor.pid()).orElseThrow();
      upgrading.ask("hand-over", PATIENCE);
      try (WireConnection client = WireConnection.open(open());
          ControlClient other = ControlClient.connect(socketOf(successor.pid()))) {
        assertThat(client.exchange(get("/version", "x")).status()).isEqualTo(200);
        successor.becomeCurrent();
        assertThat(current()).isEqualTo(process.pid());

        upgrading.close();

        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    other.ask("status", PATIENCE).path("phase").stringValue("").equals("LEAVING"));
        assertThat(client.exchange(submission("to the successor")).status()).isEqualTo(200);
      }
    }
    await().atMost(PATIENCE).until(() -> !process.isAlive() && !status().has("successor"));
    assertThat(systemd.heard()).doesNotContain("STOPPING=1");
    serverGoesOn();
  }

  private static ControlClient prepare(Optional<Path> release) throws Exception {
    ControlClient upgrading =
        ControlClient.connect(
            ControlDirectory.existing(directory.resolve("data")).current().orElseThrow());
    upgrading.ask("prepare", PATIENCE);
    ObjectNode more = JsonNodeFactory.instance.objectNode().put("config", config.toString());
    release.ifPresent(to -> more.put("to", to.toString()));
    upgrading.ask("start-successor", more, PATIENCE);
    return upgrading;
  }

  private static Path socketOf(long pid) throws IOException {
    return ControlDirectory.existing(directory.resolve("data")).sockets().stream()
        .filter(socket -> String.valueOf(socket.getFileName()).startsWith(pid + "-"))
        .findFirst()
        .orElseThrow();
  }

  private Successor awaitSuccessor() {
    ProcessIdentity predecessor = ProcessIdentity.of(first).orElseThrow();
    return await()
        .atMost(PATIENCE)
        .until(
            () -> Successor.find(ControlDirectory.existing(directory.resolve("data")), predecessor),
            found -> found.isPresent() && found.get().waitsFor().isEmpty())
        .orElseThrow();
  }

  @Test
  @Order(4)
  @DisplayName("D4: a successor whose predecessor dies before the switch serves as the current one")
  void orphanedSuccessorBecomesTheCurrentProcess() throws Exception {
    ControlDirectory control = ControlDirectory.existing(directory.resolve("data"));
    List<Path> before = control.sockets();
    try (ControlClient upgrading = ControlClient.connect(control.current().orElseThrow())) {
      upgrading.ask("prepare", PATIENCE);
      upgrading.ask(
          "start-successor",
          JsonNodeFactory.instance.objectNode().put("config", config.toString()),
          PATIENCE);
      await().atMost(PATIENCE).until(() -> !before.containsAll(control.sockets()));
      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> control.current().isPresent() && current() != first);
    }
    assertThat(submit("after the predecessor died").status()).isEqualTo(200);
  }

  /// The old process serves, with its pipeline, and can be upgraded.
  private void serverGoesOn() throws Exception {
    assertThat(current()).isEqualTo(first);
    Answer answer = submit("after a roll-back");
    assertThat(answer.status()).isEqualTo(200);
    String uid = answer.member("measurement_uid").orElseThrow();
    await()
        .atMost(PATIENCE)
        .until(() -> get("/api/v1/measurement_meta?measurement_uid=" + uid).text().contains(uid));
    await().atMost(PATIENCE).until(() -> metrics().contains("holdfast_ledger_in_journal 0"));
    assertThat(isAlive(first)).isTrue();
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static long current() throws Exception {
    return status().path("pid").longValue(0);
  }

  private static ObjectNode status() throws Exception {
    Optional<Path> socket = ControlDirectory.existing(directory.resolve("data")).current();
    try (ControlClient client = ControlClient.connect(socket.orElseThrow())) {
      return client.ask("status", PATIENCE);
    }
  }

  private static String upgrade(Path config, String... more) {
    List<String> arguments = new ArrayList<>(List.of("upgrade", "--config", config.toString()));
    arguments.addAll(List.of(more));
    var out = new ByteArrayOutputStream();
    try (PrintStream print = new PrintStream(out, true, UTF_8)) {
      int code = HoldfastCommand.run(print, print, arguments.toArray(String[]::new));
      String said = out.toString(UTF_8);
      assertThat(code).as(said).isEqualTo(said.contains("upgrade: done") ? 0 : 1);
      return said;
    }
  }

  /// What systemd runs for a reload, with this build as the release.
  private static String reload() throws Exception {
    Path release = Release.planted(directory.resolve("current"), Release.running(Holdfast.class));
    String line =
        UnitFile.value("ExecReload")
            .replace(UnitFile.RELEASE, release.toString())
            .replace(UnitFile.CONFIGURATION, config.toString());
    Process reload =
        new ProcessBuilder(line.split(" ", -1))
            .redirectErrorStream(true)
            .directory(directory.toFile())
            .start();
    String said = new String(reload.getInputStream().readAllBytes(), UTF_8);
    assertThat(reload.waitFor()).as(said).isZero();
    return said;
  }

  private static Target open() {
    return server.listener("public");
  }

  private static Answer submit(String what) throws IOException {
    return WireConnection.once(open(), submission(what));
  }

  private static WireRequest submission(String what) {
    String document = "{\\\"test_name\\\":\\\"signal\\\",\\\"x\\\":\\\"" + what + "\\\"}";
    return post(
        "/api/v1/submit_measurement", "{\"format\":\"json\",\"content\":\"" + document + "\"}");
  }

  private static String metrics() throws IOException {
    return WireConnection.once(server.listener("admin"), get("/metrics", "x")).text();
  }

  private static Answer get(String path) throws IOException {
    return WireConnection.once(open(), get(path, "x"));
  }

  private static WireRequest get(String path, String host) {
    return WireRequest.of("GET", path).header("Host", host);
  }

  private static WireRequest post(String path, String body) {
    return WireRequest.of("POST", path).header("Host", "x").sized(body.getBytes(UTF_8));
  }
}
