package org.holdfast.app.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.holdfast.app.demo.fleet.Backing;
import org.holdfast.app.demo.fleet.NodeKind;
import org.holdfast.app.demo.fleet.NodeProcess;
import org.holdfast.app.demo.fleet.Nodes;
import org.holdfast.app.demo.fleet.ServerLibrary;
import org.holdfast.testkit.proxy.RoundRobin;
import org.holdfast.testkit.wire.Target;

/// Three collectors, two workers and two API nodes over Kafka, PostgreSQL and an S3 server, all of
/// them processes on this machine, behind a balancer for probes and one for readers.
final class DemoFleet implements DemoInstallation {
  private final Path directory;
  private final Backing backing;
  private final Nodes nodes;
  private final RoundRobin collectors;
  private final RoundRobin apis;

  private DemoFleet(
      Path directory, Backing backing, Nodes nodes, RoundRobin collectors, RoundRobin apis) {
    this.directory = directory;
    this.backing = backing;
    this.nodes = nodes;
    this.collectors = collectors;
    this.apis = apis;
  }

  /// Starts everything.
  ///
  /// @param publishAfter how soon measurements go to the archive
  static DemoFleet start(Duration publishAfter) throws IOException {
    ServerLibrary library = ServerLibrary.find();
    Path directory = Files.createTempDirectory("holdfast-fleet");
    Backing backing = null;
    boolean started = false;
    try {
      backing = Backing.start(directory, library);
      Nodes nodes = Nodes.start(directory, backing, publishAfter);
      started = true;
      return new DemoFleet(
          directory,
          backing,
          nodes,
          RoundRobin.start(nodes.ports(NodeKind.COLLECTOR)),
          RoundRobin.start(nodes.ports(NodeKind.API)));
    } finally {
      if (!started) {
        if (backing != null) {
          backing.close();
        }
        Directories.delete(directory);
      }
    }
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public Path archive() {
    return backing.archive();
  }

  @Override
  public Target probes() {
    return Target.of(URI.create("http://127.0.0.1:" + collectors.port()));
  }

  @Override
  public Target readers() {
    return Target.of(URI.create("http://127.0.0.1:" + apis.port()));
  }

  @Override
  public List<Target> takingIn() {
    return nodes.of(NodeKind.COLLECTOR).stream().map(NodeProcess::admin).toList();
  }

  /// Of any worker: the ledger is one for all.
  @Override
  public Target publishing() {
    return nodes.of(NodeKind.WORKER).getFirst().admin();
  }

  /// One node of each kind, and whatever the fleet stands on.
  @Override
  public void strike(Consumer<String> tell) throws IOException {
    List<NodeProcess> struck = nodes.oneOfEach();
    tell.accept("kill -9, in the middle of it, of " + names(struck) + ",");
    struck.forEach(NodeProcess::kill);
    tell.accept("  and of Kafka, PostgreSQL and the S3 server.");
    backing.kill();
    backing.startAgain();
    tell.accept("Kafka, PostgreSQL and the S3 server are back;");
    Nodes.startAgain(struck);
    tell.accept("  " + names(struck) + " too. Probes try again what was not answered.");
  }

  private static String names(List<NodeProcess> nodes) {
    return nodes.stream().map(NodeProcess::name).collect(Collectors.joining(", "));
  }

  @Override
  public String serverOutput() {
    return nodes.all().stream()
        .map(node -> "--- " + node.name() + "%n".formatted() + node.output())
        .collect(Collectors.joining("%n".formatted()));
  }

  @Override
  public void close() throws IOException {
    collectors.close();
    apis.close();
    nodes.close();
    backing.close();
    Directories.delete(directory);
  }
}
