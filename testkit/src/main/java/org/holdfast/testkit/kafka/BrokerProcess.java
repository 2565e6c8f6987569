package org.holdfast.testkit.kafka;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.OwnJvm;
import org.holdfast.testkit.process.Tether;

/// One Kafka broker (KRaft, broker and controller in one) in a child JVM, on a port of loopback
/// that it keeps when it is started again. It ends with its parent.
public final class BrokerProcess implements AutoCloseable {
  /// A setting of this class: another listener beside the plain one, as in `listeners`.
  public static final String EXTRA_LISTENER = "extra.listener";

  /// A setting of this class: options for the broker's JVM, with blanks between them.
  public static final String JVM_OPTIONS = "jvm.options";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String MAIN_CLASS = BrokerMain.class.getName();
  private static final String CLUSTER = "hoLdfastTestBroker0001";

  private final Path directory;
  private final List<String> classPath;
  private final List<String> jvmOptions;
  private final int port;
  private final int controllerPort;
  private Process process;

  private BrokerProcess(
      Path directory, List<String> classPath, int port, int controllerPort, List<String> jvmOptions)
      throws IOException {
    this.directory = directory;
    this.classPath = classPath;
    this.jvmOptions = jvmOptions;
    this.port = port;
    this.controllerPort = controllerPort;
    this.process = launch();
  }

  /// Starts a broker over an empty directory and waits until its port is open.
  ///
  /// @param classPath Kafka's server and this class
  /// @param advertised the port clients are told, that of a proxy before it; 0 for its own
  /// @param settings of the broker, in place of or beside those of this class
  public static BrokerProcess start(
      Path directory, List<String> classPath, int advertised, Map<String, String> settings)
      throws IOException {
    List<Integer> ports = FreePorts.pick(2);
    Files.createDirectories(directory);
    Map<String, String> all =
        new TreeMap<>(basics(directory, ports, advertised == 0 ? ports.get(0) : advertised));
    merge(all, settings);
    return launched(directory, classPath, ports.get(0), ports.get(1), all);
  }

  /// Starts a further broker of the cluster whose controller is in this one.
  ///
  /// @param node 2 or more, another number for each
  /// @param settings in place of or beside those of this class
  public BrokerProcess join(int node, Path own, Map<String, String> settings) throws IOException {
    List<Integer> ports = FreePorts.pick(1);
    Files.createDirectories(own);
    Map<String, String> all = new TreeMap<>(basics(own, List.of(ports.get(0), 0), ports.get(0)));
    all.put("process.roles", "broker");
    all.put("node.id", Integer.toString(node));
    all.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    all.put("listeners", "PLAINTEXT://127.0.0.1:" + ports.get(0));
    merge(all, settings);
    return launched(own, classPath, ports.get(0), controllerPort, all);
  }

  private static void merge(Map<String, String> all, Map<String, String> settings) {
    all.putAll(settings);
    if (settings.containsKey(EXTRA_LISTENER)) {
      all.merge(
          "listeners", String.valueOf(all.remove(EXTRA_LISTENER)), (own, more) -> own + ',' + more);
    }
  }

  private static BrokerProcess launched(
      Path directory,
      List<String> classPath,
      int port,
      int controllerPort,
      Map<String, String> settings)
      throws IOException {
    List<String> jvmOptions =
        Optional.ofNullable(settings.remove(JVM_OPTIONS)).stream()
            .flatMap(options -> Stream.of(options.split(" ", -1)))
            .toList();
    Files.write(
        directory.resolve("server.properties"),
        settings.entrySet().stream().map(one -> one.getKey() + '=' + one.getValue()).toList());
    BrokerProcess broker =
        new BrokerProcess(directory, classPath, port, controllerPort, jvmOptions);
    broker.awaitPort();
    return broker;
  }

  private static Map<String, String> basics(Path directory, List<Integer> ports, int advertised) {
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", "1"),
        Map.entry("controller.quorum.voters", "1@127.0.0.1:" + ports.get(1)),
        Map.entry(
            "listeners",
            "PLAINTEXT://127.0.0.1:" + ports.get(0) + ",CONTROLLER://127.0.0.1:" + ports.get(1)),
        Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + advertised),
        Map.entry("controller.listener.names", "CONTROLLER"),
        Map.entry("log.dirs", directory.resolve("data").toString()),
        Map.entry("auto.create.topics.enable", "false"),
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("offsets.topic.num.partitions", "1"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("group.min.session.timeout.ms", "1000"),
        Map.entry("message.max.bytes", "70000000"),
        Map.entry("socket.request.max.bytes", "200000000"),
        Map.entry("log.cleaner.enable", "false"));
  }

  private Process launch() throws IOException {
    List<String> line = new ArrayList<>();
    line.add(OwnJvm.java().toString());
    line.addAll(List.of("-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.addAll(jvmOptions);
    if (classPath.equals(OwnJvm.classPathEntries())) {
      line.addAll(OwnJvm.cacheFor(MAIN_CLASS));
    }
    line.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
    line.addAll(List.of(Tether.class.getName(), MAIN_CLASS));
    line.add(directory.resolve("server.properties").toString());
    line.add(directory.resolve("data").toString());
    line.add(CLUSTER);
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("out.log").toFile()))
        .start();
  }

  private void awaitPort() throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      if (System.nanoTime() > end || !process.isAlive()) {
        kill();
        throw new IOException(
            "the broker did not start:\n" + Files.readString(directory.resolve("out.log")));
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for the broker", e);
      }
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Where it listens itself, past any proxy.
  public int port() {
    return port;
  }

  /// `127.0.0.1:port`.
  public String address() {
    return "127.0.0.1:" + port;
  }

  /// Ends it as its operator does, and waits.
  ///
  /// @throws IOException if it has not ended in time
  public void stop() throws IOException, InterruptedException {
    // Process.destroy() would also close its standard input, and thereby cut the tether.
    boolean unused = process.toHandle().destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException("the broker does not end");
    }
  }

  /// Ends it without a warning.
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Starts it again over what it had.
  public void restart() throws IOException {
    kill();
    process = launch();
    awaitPort();
  }

  @Override
  public void close() {
    kill();
  }
}
