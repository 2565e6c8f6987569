package org.holdfast.app.demo.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerProcess;
import org.holdfast.testkit.wire.Target;

/// One `holdfast serve` of a fleet, on ports that it keeps when it is started again.
public final class NodeProcess implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofSeconds(90);
  private static final String MAIN_CLASS = "org.holdfast.app.Holdfast";

  private final String name;
  private final ServerCommand command;
  private final int port;
  private volatile ServerProcess server;

  private NodeProcess(String name, ServerCommand command, int port) throws IOException {
    this.name = name;
    this.command = command;
    this.port = port;
    this.server = ServerProcess.start(command, START_PATIENCE);
  }

  /// Starts a node and waits until it serves.
  ///
  /// @param id names it in report ids and archive objects
  /// @param common the settings that all nodes share, as YAML
  static NodeProcess start(Path directory, NodeKind kind, int id, String common)
      throws IOException {
    String name = kind.label() + ' ' + id;
    Path own = Files.createDirectories(directory.resolve("node-" + id));
    List<Integer> ports = FreePorts.pick(2);
    Path config = own.resolve("holdfast.yaml");
    Files.writeString(
        config,
        """
        data: '%s'
        roles: [%s]
        listeners:
          - {name: public, address: '127.0.0.1:%d'}
        admin: {address: '127.0.0.1:%d'}
        collector: {id: "%d"}
        """
                .formatted(own.resolve("data"), kind.roles(), ports.get(0), ports.get(1), id)
            + common);
    ServerCommand command =
        ServerCommand.likeThisProcess(
            jvmArguments(own), MAIN_CLASS, List.of("serve", "--config", config.toString()), own);
    return new NodeProcess(name, command, ports.get(0));
  }

  /// A heap that fits beside six others on a small machine, and no more compiling than a short life
  /// is worth.
  private static List<String> jvmArguments(Path directory) {
    return List.of(
        "-Xmx512m",
        "-Xms32m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Djava.io.tmpdir=" + directory,
        "-XX:+UseCompactObjectHeaders",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow");
  }

  /// What kind it is and its number, for people.
  public String name() {
    return name;
  }

  public int port() {
    return port;
  }

  public long pid() {
    return server.pid();
  }

  public Target admin() {
    return server.admin();
  }

  /// What it printed last.
  public String output() {
    return server.output();
  }

  /// Ends it with SIGKILL.
  public void kill() {
    server.kill();
  }

  /// Starts the killed node again, over the same data and on the same ports.
  public void startAgain() throws IOException {
    server = ServerProcess.start(command, START_PATIENCE);
  }

  @Override
  public void close() {
    server.close();
  }
}
