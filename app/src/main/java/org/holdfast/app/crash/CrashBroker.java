package org.holdfast.app.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.holdfast.testkit.kafka.BrokerProcess;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.OwnJvm;
import org.holdfast.testkit.proxy.FaultProxy;
import org.holdfast.testkit.proxy.FaultProxy.Fault;

/// A real broker behind a proxy that takes it away again and again, in one way or another, so that
/// the spool takes records and is drained while servers die.
final class CrashBroker implements AutoCloseable {
  private static final Duration THERE = Duration.ofMillis(2_500);
  private static final Duration AWAY = Duration.ofMillis(1_200);
  private static final List<Fault> FAULTS =
      List.of(Fault.CUT, Fault.RESET, Fault.HALF_OPEN, Fault.BLACK_HOLE);

  /// The class of the broker, and the jar it is in.
  private static final String BROKER = "kafka.Kafka";

  private static final String JAR = "kafka_";

  private final FaultProxy proxy;
  private final BrokerProcess process;
  private final int direct;
  private final Thread thread;
  private volatile boolean closed;

  private CrashBroker(FaultProxy proxy, BrokerProcess process, int direct, Random random) {
    this.proxy = proxy;
    this.process = process;
    this.direct = direct;
    this.thread = Thread.ofPlatform().daemon().name("broker-away").unstarted(() -> run(random));
  }

  /// @param directory for what the broker keeps
  /// @param library the directory of the jars of Kafka's broker, where they are not on the class
  ///   path of this process
  /// @throws IOException if the broker is not found or does not start
  static CrashBroker start(Path directory, Path library, long seed) throws IOException {
    FaultProxy proxy = FaultProxy.start();
    int direct = FreePorts.pick(1).getFirst();
    BrokerProcess process =
        BrokerProcess.start(
            directory,
            classPath(library),
            proxy.port(),
            Map.of(
                BrokerProcess.EXTRA_LISTENER,
                "DIRECT://127.0.0.1:" + direct,
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + proxy.port() + ",DIRECT://127.0.0.1:" + direct,
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,DIRECT:PLAINTEXT"));
    proxy.leadTo(process.port());
    CrashBroker broker = new CrashBroker(proxy, process, direct, new Random(seed));
    broker.thread.start();
    return broker;
  }

  private static List<String> classPath(Path library) throws IOException {
    List<String> own = OwnJvm.classPathEntries();
    try {
      Class.forName(BROKER, false, CrashBroker.class.getClassLoader());
      return own;
    } catch (ClassNotFoundException e) {
      if (!hasBroker(library)) {
        throw new IOException(
            "no jar of Kafka's broker is in " + library + "; name their directory by --broker-lib",
            e);
      }
      return Stream.concat(own.stream(), Stream.of(library.resolve("*").toString())).toList();
    }
  }

  private static boolean hasBroker(Path library) throws IOException {
    if (!Files.isDirectory(library)) {
      return false;
    }
    try (Stream<Path> jars = Files.list(library)) {
      return jars.anyMatch(jar -> String.valueOf(jar.getFileName()).startsWith(JAR));
    }
  }

  /// Where servers connect.
  String address() {
    return proxy.address();
  }

  /// Where it can always be reached.
  String ownAddress() {
    return "127.0.0.1:" + direct;
  }

  private void run(Random random) {
    try {
      while (!closed) {
        proxy.set(FAULTS.get(random.nextInt(FAULTS.size())));
        Thread.sleep(AWAY);
        proxy.set(Fault.NONE);
        Thread.sleep(THERE);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    thread.interrupt();
    process.close();
    proxy.close();
  }
}
