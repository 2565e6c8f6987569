package org.holdfast.app.credentialstest;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerProcess;
import org.holdfast.testkit.wire.Target;

/// A whole server in a process of its own, over its own data directory, with an issuer's files and
/// a fleet key that it may share with others. It comes back on the ports it had.
final class CollectorProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Path directory;
  private final ServerCommand command;
  private ServerProcess process;

  private CollectorProcess(Path directory, ServerCommand command) throws IOException {
    this.directory = directory;
    this.command = command;
    this.process = ServerProcess.start(command, PATIENCE);
  }

  /// @param directory for its data and configuration
  /// @param id of the collector
  /// @param fleetKey shared with the others
  /// @param issuer the issuer's directory, shared with the others
  /// @param policy the policy's file
  static CollectorProcess start(Path directory, String id, Path fleetKey, Path issuer, Path policy)
      throws IOException {
    Files.createDirectories(directory);
    List<Integer> ports = FreePorts.pick(2);
    Path config = directory.resolve("holdfast.yaml");
    Files.writeString(
        config,
        """
        data: '%s'
        admin: {address: '127.0.0.1:%d'}
        listeners:
          - {name: public, address: '127.0.0.1:%d'}
        collector: {id: '%s'}
        fleet: {key-file: '%s'}
        journal: {reserve: 1MiB}
        pipeline: {publish-after: 1s}
        credentials: {directory: '%s', policy: '%s', verify-within: 60s}
        """
            .formatted(
                directory.resolve("data"),
                ports.get(1),
                ports.get(0),
                id,
                fleetKey,
                issuer,
                policy));
    return new CollectorProcess(
        directory,
        ServerCommand.likeThisProcess(
            List.of(
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + directory,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"),
            "org.holdfast.app.Holdfast",
            List.of("serve", "--config", config.toString()),
            directory));
  }

  URI url() {
    return Objects.requireNonNull(process.listeners().get("public"));
  }

  Target open() {
    return process.open();
  }

  Target admin() {
    return process.admin();
  }

  Path data() {
    return directory.resolve("data");
  }

  /// What it printed lately.
  String output() {
    return process.output();
  }

  /// SIGKILL.
  void kill() {
    process.kill();
  }

  void startAgain() throws IOException {
    process = ServerProcess.start(command, PATIENCE);
  }

  @Override
  public void close() {
    process.close();
  }
}
