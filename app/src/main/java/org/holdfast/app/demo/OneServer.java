package org.holdfast.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerProcess;
import org.holdfast.testkit.wire.Target;

/// A server of its own in a fresh temporary directory, on ports that it keeps when it is started
/// again. Closing it kills the server and deletes the directory.
final class OneServer implements DemoInstallation {
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);
  private static final String MAIN_CLASS = "org.holdfast.app.Holdfast";

  private final Path directory;
  private final ServerCommand command;
  private volatile ServerProcess server;

  private OneServer(Path directory, ServerCommand command) throws IOException {
    this.directory = directory;
    this.command = command;
    this.server = ServerProcess.start(command, START_PATIENCE);
  }

  /// Creates the directory and starts a server in it.
  ///
  /// @param publishAfter how soon measurements go to the archive
  static OneServer start(Duration publishAfter) throws IOException {
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
      return new OneServer(directory, command);
    } catch (IOException | RuntimeException e) {
      Directories.delete(directory);
      throw e;
    }
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public Path archive() {
    return directory.resolve("data").resolve("archive");
  }

  @Override
  public Target probes() {
    return server.open();
  }

  @Override
  public Target readers() {
    return server.open();
  }

  @Override
  public List<Target> takingIn() {
    return List.of(server.admin());
  }

  @Override
  public Target publishing() {
    return server.admin();
  }

  @Override
  public void strike(Consumer<String> tell) throws IOException {
    tell.accept("kill -9 %d, in the middle of it.".formatted(server.pid()));
    server.kill();
    server = ServerProcess.start(command, START_PATIENCE);
    tell.accept(
        "Started again as process %d; probes try again what was not answered."
            .formatted(server.pid()));
  }

  @Override
  public String serverOutput() {
    return server.output();
  }

  @Override
  public void close() throws IOException {
    server.close();
    Directories.delete(directory);
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
}
