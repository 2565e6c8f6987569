package org.holdfast.app.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerProcess;
import org.holdfast.testkit.wire.Target;

/// A server of its own in a fresh temporary directory, on ports that it keeps when it is started
/// again. Closing it kills the server and deletes the directory.
final class DemoInstallation implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);
  private static final String MAIN_CLASS = "org.holdfast.app.Holdfast";

  private final Path directory;
  private final ServerCommand command;
  private volatile ServerProcess server;

  private DemoInstallation(Path directory, ServerCommand command) throws IOException {
    this.directory = directory;
    this.command = command;
    this.server = ServerProcess.start(command, START_PATIENCE);
  }

  /// Creates the directory and starts a server in it.
  ///
  /// @param publishAfter how soon measurements go to the archive
  static DemoInstallation start(Duration publishAfter) throws IOException {
    Path directory = Files.createTempDirectory("holdfast-demo");
    List<Integer> ports = FreePorts.pick(2);
    Path config = directory.resolve("holdfast.yaml");
    Files.writeString(
        config,
        """
        data: '%s'
        listeners:
          - name: public
            address: 127.0.0.1:%d
        admin:
          address: 127.0.0.1:%d
        pipeline:
          publish-after: %dms
        """
            .formatted(
                directory.resolve("data"), ports.get(0), ports.get(1), publishAfter.toMillis()));
    ServerCommand command =
        ServerCommand.likeThisProcess(
            jvmArguments(directory),
            MAIN_CLASS,
            List.of("serve", "--config", config.toString()),
            directory);
    try {
      return new DemoInstallation(directory, command);
    } catch (IOException | RuntimeException e) {
      delete(directory);
      throw e;
    }
  }

  Path directory() {
    return directory;
  }

  /// Where the published archive is.
  Path archive() {
    return directory.resolve("data").resolve("archive");
  }

  Target open() {
    return server.open();
  }

  Target admin() {
    return server.admin();
  }

  long pid() {
    return server.pid();
  }

  /// Ends the server with SIGKILL.
  void kill() {
    server.kill();
  }

  /// Starts the killed server again, over the same data and on the same ports.
  void startAgain() throws IOException {
    server = ServerProcess.start(command, START_PATIENCE);
  }

  /// What the server printed last.
  String serverOutput() {
    return server.output();
  }

  @Override
  public void close() throws IOException {
    server.close();
    delete(directory);
  }

  /// What `./holdfast` gives a server, a heap that fits beside the demo on a small machine, and a
  /// place for temporary files that is deleted with the rest.
  private static List<String> jvmArguments(Path directory) {
    return List.of(
        "-Xmx512m",
        "-Djava.io.tmpdir=" + directory,
        "-XX:+UseCompactObjectHeaders",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow");
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // Deleted already.
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
