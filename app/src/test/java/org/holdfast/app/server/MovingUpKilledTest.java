package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.app.command.HoldfastCommand;
import org.holdfast.catalogue.sql.PostgresOptions;
import org.holdfast.catalogue.sql.PostgresServer;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.probe.ProbeCrowd;
import org.holdfast.testkit.process.OwnJvm;
import org.holdfast.testkit.process.Tether;
import org.holdfast.testkit.store.HttpFault;
import org.holdfast.testkit.store.HttpFaultProxy;
import org.holdfast.testkit.store.S3Server;
import org.holdfast.testkit.traffic.Workload;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands that bring an embedded installation to shared stores, killed in the middle of one
/// object and run again.
class MovingUpKilledTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String BUCKET = "moved";
  private static final String MAIN_CLASS = "org.holdfast.app.Holdfast";

  @TempDir private Path directory;
  private final PostgresOptions database = PostgresServer.emptyDatabase();

  @Test
  @DisplayName(
      "I2, D9, D10: archive copy and catalogue rebuild go on after SIGKILL, to equal sides")
  void killedCommandsGoOnWhereTheyWere() throws Exception {
    List<String> stems = archivedByAnEmbeddedServer();
    int middle = stems.size() / 2;
    assertThat(middle).as("objects before the one that is struck").isPositive();
    try (S3Server s3 = S3Server.start(Files.createDirectories(directory.resolve("s3")));
        HttpFaultProxy way = HttpFaultProxy.start(s3.port())) {
      s3.createBucket(BUCKET);
      Path before = Files.writeString(directory.resolve("before.yaml"), embedded());
      Path after = Files.writeString(directory.resolve("after.yaml"), embedded() + stores(way));
      String object = "/" + BUCKET + "/" + stems.get(middle);

      kill(
          way,
          "PUT " + object + ".manifest.json",
          "archive",
          "copy",
          "--config",
          before + "",
          "--to",
          after + "");
      assertThat(s3.keys(BUCKET, ".manifest.json")).hasSize(middle);
      String copied = run("archive", "copy", "--config", before + "", "--to", after + "");
      assertThat(copied)
          .contains("copied=%d present=%d damaged=0".formatted(stems.size() - middle, middle))
          .contains("equal")
          .contains("different=0");

      kill(way, "GET " + object + ".jsonl.gz", "catalogue", "rebuild", "--config", after + "");
      int rebuilt = measurements();
      String rest = run("catalogue", "rebuild", "--config", after + "");
      assertThat(rest).contains("equal").contains("different=0");
      assertThat(rebuilt).isPositive().isLessThan(measurements());
    }
  }

  /// @return the objects it left, in order
  private List<String> archivedByAnEmbeddedServer() throws Exception {
    Path archive = directory.resolve("data").resolve("archive");
    try (BalancedServer server =
            Servers.start(
                directory.resolve("data"), "pipeline: {publish-after: 0s}\n", new StopSignal());
        History history = History.inMemory()) {
      Workload workload = Workload.mixed(5, Instant.now().minus(Duration.ofDays(1)), 1, 2);
      ProbeCrowd crowd =
          new ProbeCrowd(
              server.listener("public"), history, Clock.systemUTC(), 4, Duration.ofSeconds(30));
      assertThat(crowd.handIn(workload.runs())).isEmpty();
      var _ = Settling.awaitArchived(server.listener("admin"), archive, PATIENCE);
    }
    try (Stream<Path> files = Files.walk(archive)) {
      return files
          .map(file -> archive.relativize(file).toString())
          .filter(key -> key.endsWith(".manifest.json"))
          .map(key -> key.replace(".manifest.json", ""))
          .sorted()
          .toList();
    }
  }

  /// Kills a command that waits for the answer to a request that begins so.
  private void kill(HttpFaultProxy way, String request, String... arguments) throws Exception {
    way.next(request, 1, HttpFault.SILENCE);
    List<String> line =
        new ArrayList<>(
            List.of(
                OwnJvm.java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED"));
    line.addAll(OwnJvm.cacheFor(MAIN_CLASS));
    line.addAll(List.of("-cp", OwnJvm.classPath(), Tether.class.getName(), MAIN_CLASS));
    line.addAll(List.of(arguments));
    Path said = directory.resolve("said.log");
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      await().atMost(PATIENCE).until(() -> way.outstanding() == 0 || !process.isAlive());
      assertThat(process.isAlive()).as(Files.readString(said)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).as("SIGKILL").isEqualTo(128 + 9);
  }

  private static String run(String... arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    int code = HoldfastCommand.run(out, out, arguments);
    assertThat(code).as(said.toString(StandardCharsets.UTF_8)).isZero();
    return said.toString(StandardCharsets.UTF_8);
  }

  private int measurements() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM measurement")) {
      return count.next() ? count.getInt(1) : 0;
    }
  }

  private String embedded() {
    return "data: " + directory.resolve("data") + "\n" + Servers.FREE_PORTS;
  }

  private String stores(HttpFaultProxy way) throws IOException {
    Path key =
        Files.createFile(
            directory.resolve("access-key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, S3Server.ACCESS_KEY + "\n" + S3Server.SECRET_KEY + "\n");
    return """
    catalogue:
      postgresql: {url: "%s", user: "%s"}
    archive:
      s3: {endpoint: "%s", bucket: %s, access-key-file: "%s"}
    """
        .formatted(database.url(), database.user(), way.url(), BUCKET, key);
  }
}
