package org.holdfast.app.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerProcess;
import org.holdfast.testkit.wire.Target;

/// A server over one data directory and two ports, which can be killed and started again.
final class Installation implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final int publicPort;
  private final int adminPort;
  private final ServerCommand command;
  private ServerProcess server;

  /// @param more lines of configuration besides listeners and directories
  Installation(Path directory, String more) throws IOException {
    this.directory = directory;
    List<Integer> ports = FreePorts.pick(2);
    this.publicPort = ports.get(0);
    this.adminPort = ports.get(1);
    configure(more);
    this.command =
        ServerCommand.likeThisProcess(
            List.of(
                "-Xmx512m",
                "-Djava.io.tmpdir=" + directory,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"),
            "org.holdfast.app.Holdfast",
            List.of("serve", "--config", directory.resolve("holdfast.yaml").toString()),
            directory);
    this.server = ServerProcess.start(command, PATIENCE);
  }

  /// Writes another configuration for the next start.
  void configure(String more) throws IOException {
    Files.writeString(
        directory.resolve("holdfast.yaml"),
        """
        data: '%s'
        listeners:
          - name: public
            address: 127.0.0.1:%d
        admin:
          address: 127.0.0.1:%d
        %s
        """
            .formatted(directory.resolve("data"), publicPort, adminPort, more));
  }

  Path archive() {
    return directory.resolve("data").resolve("archive");
  }

  Path data() {
    return directory.resolve("data");
  }

  Target open() {
    return server.open();
  }

  Target admin() {
    return server.admin();
  }

  ServerProcess process() {
    return server;
  }

  void kill() {
    server.kill();
  }

  void startAgain() throws IOException {
    server = ServerProcess.start(command, PATIENCE);
  }

  @Override
  public void close() {
    server.close();
  }
}
