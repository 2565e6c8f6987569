package org.holdfast.testkit.tor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.holdfast.testkit.process.FreePorts;

/// A private Tor network on loopback with everything that onion services need, and no way out. It
/// takes about 10 s to start.
///
/// The client and the process of the services start when the consensus names all relays: one that
/// has seen a smaller one keeps it for 20 s.
public final class TorNetwork implements AutoCloseable {
  private static final int RELAYS = 4;
  private static final Duration UP_WITHIN = Duration.ofSeconds(90);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final List<TorProcess> processes = new ArrayList<>();
  private final Thread lastWord = new Thread(this::killAll, "tor-network-end");
  private final List<Integer> ports;
  private final Path directory;

  private TorNetwork(Path directory) throws IOException {
    this.directory = directory;
    this.ports = FreePorts.pick(2 + 2 * (RELAYS + 3));
  }

  /// Starts all processes and waits until client and services have come to the network.
  ///
  /// @param directory where each process gets a directory of its own
  /// @throws IOException if tor is not installed, or they have not come so far in 90 s
  public static TorNetwork start(Path directory) throws IOException, InterruptedException {
    TorNetwork network = new TorNetwork(TorProcess.directory(directory));
    Runtime.getRuntime().addShutdownHook(network.lastWord);
    boolean started = false;
    try {
      network.start();
      started = true;
      return network;
    } finally {
      if (!started) {
        network.close();
      }
    }
  }

  private void start() throws IOException, InterruptedException {
    long end = System.nanoTime() + UP_WITHIN.toNanos();
    Authority authority = Authority.create(directory.resolve("a0"), ports.get(0), ports.get(1));
    startRelay("a0", authority, authority.orPort(), authorityOptions(authority));
    for (int i = 0; i < RELAYS; i++) {
      startRelay("r" + i, authority, ports.get(2 + RELAYS + 3 + i), List.of());
    }
    await(end, () -> relaysInConsensus(authority) == RELAYS + 1, "the consensus");
    TorProcess client = startClient("client", authority);
    TorProcess services = startClient("services", authority);
    await(end, () -> isUp(client) && isUp(services), "client and services");
  }

  private static List<String> authorityOptions(Authority authority) {
    return List.of(
        "DirPort 127.0.0.1:" + authority.directoryPort(),
        "AuthoritativeDirectory 1",
        "V3AuthoritativeDirectory 1",
        "ContactInfo a@test.test",
        "TestingV3AuthInitialVotingInterval 5",
        "TestingV3AuthInitialVoteDelay 2",
        "TestingV3AuthInitialDistDelay 2",
        "V3AuthVotingInterval 10",
        "V3AuthVoteDelay 2",
        "V3AuthDistDelay 2");
  }

  private void startRelay(String name, Authority authority, int orPort, List<String> more)
      throws IOException {
    List<String> options = new ArrayList<>(more);
    options.add("Nickname " + name);
    options.add("Address 127.0.0.1");
    options.add("OrPort 127.0.0.1:" + orPort + " IPv4Only");
    processes.add(TorProcess.start(directory.resolve(name), authority, controlPort(), 0, options));
  }

  private TorProcess startClient(String name, Authority authority) throws IOException {
    int socksPort = ports.get(ports.size() - 1 - (processes.size() - RELAYS));
    TorProcess process =
        TorProcess.start(
            directory.resolve(name),
            authority,
            controlPort(),
            socksPort,
            List.of("Nickname " + name));
    processes.add(process);
    return process;
  }

  private int controlPort() {
    return ports.get(2 + processes.size());
  }

  private static boolean isUp(TorProcess process) {
    try {
      return process.bootstrapped() == 100;
    } catch (IOException e) {
      return false;
    }
  }

  private static long relaysInConsensus(Authority authority) {
    URI url =
        URI.create(
            "http://127.0.0.1:%d/tor/status-vote/current/consensus-microdesc"
                .formatted(authority.directoryPort()));
    try {
      URLConnection connection = url.toURL().openConnection();
      connection.setConnectTimeout((int) BETWEEN_LOOKS.toMillis());
      connection.setReadTimeout((int) Duration.ofSeconds(2).toMillis());
      try (InputStream in = connection.getInputStream()) {
        return new String(in.readAllBytes(), US_ASCII)
            .lines()
            .filter(line -> line.startsWith("r "))
            .count();
      }
    } catch (IOException e) {
      return 0;
    }
  }

  private void await(long end, BooleanSupplier condition, String what)
      throws IOException, InterruptedException {
    while (!condition.getAsBoolean()) {
      for (TorProcess process : processes) {
        if (!process.isAlive()) {
          throw new IOException("a tor has ended:\n" + process.log());
        }
      }
      if (System.nanoTime() - end > 0) {
        throw new IOException(what + " did not come up in time:\n" + processes.getLast().log());
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  /// The process probes and bouncers go through.
  public TorProcess client() {
    return processes.get(RELAYS + 1);
  }

  /// The process that may publish onion services.
  public TorProcess services() {
    return processes.get(RELAYS + 2);
  }

  private void killAll() {
    processes.forEach(TorProcess::close);
  }

  @Override
  public void close() {
    killAll();
    try {
      Runtime.getRuntime().removeShutdownHook(lastWord);
    } catch (IllegalStateException e) {
      // This process ends already; the hook does the same.
    }
  }
}
