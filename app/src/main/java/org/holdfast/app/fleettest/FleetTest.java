package org.holdfast.app.fleettest;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.app.server.FleetKeyFile;
import org.holdfast.app.server.UnusableKeyException;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.enrol.EnrolmentToken;
import org.holdfast.bouncer.fleet.enrol.OwnFile;
import org.holdfast.bouncer.fleet.operate.FleetOperations;
import org.holdfast.bouncer.fleet.sql.SqlFleetStore;

/// Runs a fleet through faults. Which node suffers what, when and for how long follows from the
/// seed; what happens between them is the machine's.
final class FleetTest {
  private static final int BOUNCERS = 3;
  private static final int NODES = 20;

  /// Of four nodes one is a test helper.
  private static final int HELPERS_EVERY = 4;

  /// No more suffer at once, so that each service always has somebody.
  private static final int SUFFERING_MAX = 7;

  private static final Duration BETWEEN_FAULTS = Duration.ofMillis(350);
  private static final int FAULT_MILLIS_MIN = 2_500;
  private static final int FAULT_MILLIS_SPREAD = 2_000;

  /// Of so many faults one is the end of a bouncer.
  private static final int BOUNCER_EVERY = 40;

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final Path directory;
  private final int faults;
  private final Random random;
  private final Consumer<String> out;
  private final Observations seen = new Observations();
  private final List<Bouncer> bouncers = new ArrayList<>();
  private final List<LightNode> nodes = new ArrayList<>();
  private final Map<LightNode, Long> suffering = new HashMap<>();
  private final Map<LightNode, Fault> faultOf = new HashMap<>();
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
        strike();
        awaitReturn();
        observer.finish();
      }
      seen.findings().forEach(out);
      out.accept(
          "fleet test: faults=%d bouncer-ends=%d bouncers=%d nodes=%d %s"
              .formatted(faults, bouncerEnds, BOUNCERS, NODES, seen.line()));
      return seen.isGood();
    } finally {
      for (LightNode node : nodes) {
        node.close();
      }
      bouncers.forEach(Bouncer::close);
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
        nodes.add(
            new LightNode(
                name, i % HELPERS_EVERY != 0, token, urls, new Random(random.nextLong())));
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
    nodes.forEach(node -> seen.recovers(node.url(), names(), now));
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

  private void strike() throws IOException, InterruptedException {
    for (int fault = 1; fault <= faults; fault++) {
      long millis = FAULT_MILLIS_MIN + random.nextInt(FAULT_MILLIS_SPREAD);
      Fault what = Fault.values()[random.nextInt(Fault.values().length)];
      int who = random.nextInt(NODES);
      if (fault % BOUNCER_EVERY == 0) {
        endABouncer(random.nextInt(BOUNCERS));
      } else {
        while (suffering.size() >= SUFFERING_MAX) {
          Thread.sleep(20);
          recoverThoseDue();
        }
        LightNode victim = firstWellFrom(who);
        victim.suffer(what);
        long now = System.nanoTime();
        suffering.put(victim, now + millis * 1_000_000);
        faultOf.put(victim, what);
        if (what.isDeadly()) {
          seen.dies(victim.url(), what, now + what.hiddenNanos());
        }
      }
      long next = System.nanoTime() + BETWEEN_FAULTS.toNanos();
      while (System.nanoTime() < next) {
        Thread.sleep(20);
        recoverThoseDue();
      }
    }
  }

  private LightNode firstWellFrom(int who) {
    return Stream.iterate(who, i -> (i + 1) % NODES)
        .map(nodes::get)
        .filter(node -> !suffering.containsKey(node))
        .findFirst()
        .orElseThrow();
  }

  private void recoverThoseDue() throws IOException {
    long now = System.nanoTime();
    for (LightNode node : List.copyOf(suffering.keySet())) {
      if (suffering.getOrDefault(node, 0L) <= now) {
        suffering.remove(node);
        node.recover();
        if (faultOf.getOrDefault(node, Fault.CLOCK_JUMP).isDeadly()) {
          seen.recovers(node.url(), names(), System.nanoTime());
        }
      }
    }
  }

  /// It is gone for a moment and comes back with nothing but what the others know.
  private void endABouncer(int which) throws IOException, InterruptedException {
    bouncerEnds++;
    bouncers.get(which).restart();
    seen.bouncerStarted(bouncers.get(which).name(), System.nanoTime());
  }

  private void awaitReturn() throws IOException, InterruptedException {
    while (!suffering.isEmpty()) {
      Thread.sleep(20);
      recoverThoseDue();
    }
    long end = System.nanoTime() + Observations.RETURN_NANOS;
    while (!seen.allAreBack() && System.nanoTime() < end) {
      Thread.sleep(50);
    }
  }

  /// The addresses in a JSON answer.
  static Set<String> addressesIn(String json) {
    return Stream.of(json.split("\"", -1))
        .filter(text -> text.startsWith("http://127.0.0.1:"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
