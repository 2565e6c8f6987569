package org.holdfast.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.metrics.ConservationCheck;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.OwnJvm;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerProcess;
import org.holdfast.testkit.wire.Target;

/// A server process over one data directory and two ports, which can be killed and started again.
/// Whenever it is ended in good order, its sums must hold (I6), whatever the test was about. Tests
/// start no server process in another way.
public final class Installation implements AutoCloseable {
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Path JAVA = OwnJvm.java();

  private final Path directory;
  private final Path data;
  private final int publicPort;
  private final int adminPort;
  private ServerProcess server;

  /// @param more lines of configuration besides data directory and `admin`, those of the listener
  ///   first, indented by four
  public Installation(Path directory, String more) throws IOException {
    this(directory, more, JAVA);
  }

  /// @param java what runs the server instead of this process's `java`, until it is started again
  public Installation(Path directory, String more, Path java) throws IOException {
    this(directory, directory.resolve("data"), more, java, admin -> {});
  }

  /// @param data may be anywhere
  /// @param meanwhile is done while the server starts, which may have to wait for it
  Installation(Path directory, Path data, String more, Path java, Meanwhile meanwhile)
      throws IOException {
    this.directory = Files.createDirectories(directory);
    this.data = data;
    List<Integer> ports = FreePorts.pick(2);
    this.publicPort = ports.get(0);
    this.adminPort = ports.get(1);
    configure(more);
    this.server = started(java, meanwhile);
  }

  /// What happens to a server that is not ready yet.
  @FunctionalInterface
  interface Meanwhile {
    void run(Target admin) throws IOException;
  }

  private ServerProcess started(Path java, Meanwhile meanwhile) throws IOException {
    ExecutorService starting = Executors.newSingleThreadExecutor();
    try (starting) {
      Future<ServerProcess> process =
          starting.submit(() -> ServerProcess.start(command(java), PATIENCE));
      boolean done = false;
      try {
        meanwhile.run(Target.of(URI.create("http://127.0.0.1:" + adminPort)));
        done = true;
      } finally {
        if (!done) {
          starting.shutdownNow();
        }
      }
      return process.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IOException("the server was not started", e);
    }
  }

  private ServerCommand command(Path java) {
    return ServerCommand.likeThisProcess(
            List.of(
                "-Xmx640m",
                // Each lives for seconds only, in which the better compiler costs more than it
                // saves.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + directory,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"),
            "org.holdfast.app.Holdfast",
            List.of("serve", "--config", directory.resolve("holdfast.yaml").toString()),
            directory)
        .withJava(java);
  }

  /// Writes another configuration for the next start.
  public void configure(String more) throws IOException {
    Files.writeString(
        config(),
        """
        data: '%s'
        admin:
          address: 127.0.0.1:%d
        listeners:
          - name: public
            address: 127.0.0.1:%d
        %s
        """
            .formatted(data, adminPort, publicPort, more));
  }

  public Path archive() {
    return data.resolve("archive");
  }

  public Path config() {
    return directory.resolve("holdfast.yaml");
  }

  public Path data() {
    return data;
  }

  public Target open() {
    return server.open();
  }

  public Target admin() {
    return server.admin();
  }

  public ServerProcess process() {
    return server;
  }

  /// Ends it with SIGKILL.
  public void kill() {
    server.kill();
  }

  /// Looks whether the sums hold and ends it with SIGTERM.
  ///
  /// @return its exit code
  public int terminate() throws IOException {
    assertSumsHold();
    return server.terminate(PATIENCE);
  }

  /// Starts it over the same data and on the same ports, after it has ended.
  public void startAgain() throws IOException {
    startAgain(JAVA);
  }

  /// Likewise.
  ///
  /// @param java what runs it
  void startAgain(Path java) throws IOException {
    server = ServerProcess.start(command(java), PATIENCE);
  }

  /// Looks whether the sums hold, where it still runs, and kills it.
  @Override
  public void close() throws IOException {
    try (ServerProcess ending = server) {
      if (ending.isAlive()) {
        assertSumsHold();
      }
    }
  }

  private void assertSumsHold() throws IOException {
    assertThat(ConservationCheck.violations(Settling.awaitIndexed(server.admin(), PATIENCE)))
        .as("sums on /metrics")
        .isEmpty();
  }
}
