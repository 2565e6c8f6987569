package org.holdfast.app.fleettest;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.app.server.FleetKeyFile;
import org.holdfast.app.server.UnusableKeyException;
import org.holdfast.bouncer.fleet.NodeKey;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.enrol.EnrolmentToken;
import org.holdfast.bouncer.fleet.enrol.OwnFile;
import org.holdfast.bouncer.fleet.health.Stalls;
import org.holdfast.bouncer.fleet.operate.FleetOperations;
import org.holdfast.bouncer.fleet.sql.SqlFleetStore;

/// Runs a fleet through faults. Which nodes are tried, what they suffer and for how long follows
/// from the seed; how fast they come back, and so who may suffer next, is the machine's.
final class FleetTest {
  private static final int BOUNCERS = 3;
  private static final int NODES = 20;

  /// Of four nodes one is a test helper.
  private static final int HELPERS_EVERY = 4;

  /// So many nodes are processes of their own.
  private static final int PROCESSES = 2;

  private static final Duration BETWEEN_FAULTS = Duration.ofMillis(300);
  private static final int FAULT_MILLIS_MIN = 2_500;
  private static final int FAULT_MILLIS_SPREAD = 1_500;

  /// Of so many faults one is the end of a bouncer.
  private static final int BOUNCER_EVERY = 40;

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final Path directory;
  private final int faults;
  private final Random random;
  private final Consumer<String> out;
  private final Stalls stalls = Stalls.watch();
  private final Observations seen = new Observations(stalls);
  private final List<Bouncer> bouncers = new ArrayList<>();
  private final List<Victim> nodes = new ArrayList<>();
  private int bouncerEnds;

  FleetTest(Path directory, int faults, long seed, Consumer<String> out) {
    this.directory = directory;
    this.faults = faults;
    this.random = new Random(seed);
    this.out = out;
  }

  /// @return whether all was as it must be
  boolean run() throws IOException, InterruptedException {
    try {
      start();
      try (Observer observer = Observer.start(bouncers, seen)) {
        Sufferers sufferers = new Sufferers(nodes, names(), seen);
        strike(sufferers);
        awaitReturn(sufferers);
        observer.finish();
      }
      seen.findings().forEach(out);
      out.accept(
          "fleet test: faults=%d bouncer-ends=%d bouncers=%d nodes=%d %s"
              .formatted(faults, bouncerEnds, BOUNCERS, NODES, seen.line()));
      return seen.isGood();
    } finally {
      bouncers.forEach(Bouncer::close);
      for (Victim node : nodes) {
        node.close();
      }
      stalls.close();
    }
  }

  private void start() throws IOException, InterruptedException {
    Path key = directory.resolve("fleet.key");
    OwnFile.write(key, "0123456789abcdef0123456789abcdef");
    Path database = directory.resolve("fleet.sqlite");
    for (int i = 0; i < BOUNCERS; i++) {
      bouncers.add(Bouncer.start("b" + i, directory, key, database));
    }
    List<URI> urls = bouncers.stream().map(Bouncer::url).toList();
    String fleet = fleetName(key);
    try (SqlFleetStore store = SqlFleetStore.openSqlite(database)) {
      FleetOperations operations = new FleetOperations(store, Clock.systemUTC());
      for (int i = 0; i < NODES; i++) {
        NodeName name = new NodeName("n" + i);
        EnrolmentToken token =
            operations.enrol(
                fleet, name, Duration.ofHours(1), "fleettest", "test", new SecureRandom());
        nodes.add(node(i, token, urls));
      }
    }
    long end = System.nanoTime() + READY_WITHIN.toNanos();
    while (!bouncers.stream().allMatch(b -> b.listed().size() == NODES)) {
      if (System.nanoTime() > end) {
        throw new IOException("the fleet did not come up: " + bouncers.getFirst().listed());
      }
      Thread.sleep(100);
    }
    long now = System.nanoTime();
    for (Victim node : nodes) {
      seen.mends(node.url(), names());
      seen.recovers(node.url(), now);
    }
  }

  /// The first node is a helper, the next ones are processes.
  private Victim node(int number, EnrolmentToken token, List<URI> urls) throws IOException {
    Random own = new Random(random.nextLong());
    LightPort port = LightPort.anywhere(own);
    if (number > 0 && number <= PROCESSES) {
      port.close();
      Path key = directory.resolve(token.node() + ".key");
      return ProcessNode.start(directory, token, key, port.number(), urls);
    }
    NodeKey key = NodeKey.generate(new SecureRandom());
    return new LightNode(number % HELPERS_EVERY != 0, key, token, urls, port, own);
  }

  private static String fleetName(Path key) throws IOException {
    try {
      return FleetKeyFile.read(key).fleetName();
    } catch (UnusableKeyException e) {
      throw new IOException(e);
    }
  }

  private List<String> names() {
    return bouncers.stream().map(Bouncer::name).toList();
  }

  private void strike(Sufferers sufferers) throws IOException, InterruptedException {
    for (int fault = 1; fault <= faults; fault++) {
      long nanos = (FAULT_MILLIS_MIN + random.nextInt(FAULT_MILLIS_SPREAD)) * 1_000_000L;
      int what = random.nextInt(Fault.values().length);
      int who = random.nextInt(NODES);
      if (fault % BOUNCER_EVERY == 0) {
        endABouncer(random.nextInt(BOUNCERS));
      } else {
        Victim victim = awaitOneWhoMay(sufferers, who);
        List<Fault> possible = victim.faults();
        sufferers.strike(victim, possible.get(what % possible.size()), nanos);
      }
      long next = System.nanoTime() + BETWEEN_FAULTS.toNanos();
      while (System.nanoTime() < next) {
        step(sufferers);
      }
    }
  }

  private static Victim awaitOneWhoMay(Sufferers sufferers, int who)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + READY_WITHIN.toNanos();
    Optional<Victim> victim = sufferers.firstFrom(who);
    while (victim.isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IOException("nobody comes back");
      }
      step(sufferers);
      victim = sufferers.firstFrom(who);
    }
    return victim.get();
  }

  private static void step(Sufferers sufferers) throws IOException, InterruptedException {
    Thread.sleep(20);
    sufferers.recoverThoseDue();
  }

  /// It is gone for a moment and comes back with nothing but what the others know.
  private void endABouncer(int which) throws IOException, InterruptedException {
    bouncerEnds++;
    bouncers.get(which).restart();
    seen.bouncerStarted(bouncers.get(which).name(), System.nanoTime());
  }

  private void awaitReturn(Sufferers sufferers) throws IOException, InterruptedException {
    while (!sufferers.isEmpty()) {
      step(sufferers);
    }
    long start = System.nanoTime();
    long now = start;
    while (!seen.allAreBack()
        && now - start - stalls.between(start, now) < Observations.RETURN_NANOS) {
      Thread.sleep(50);
      now = System.nanoTime();
    }
  }

  /// The addresses in a JSON answer.
  static Set<String> addressesIn(String json) {
    return Stream.of(json.split("\"", -1))
        .filter(text -> text.startsWith("http://127.0.0.1:"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
