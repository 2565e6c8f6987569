package org.holdfast.bouncer.fleet.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.directory.FleetDirectory;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.fleet.FleetRecords;
import org.holdfast.bouncer.fleet.FleetStore;
import org.holdfast.bouncer.fleet.FleetUnavailableException;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.KnownFleet;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.NodeState;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.Verdict;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.health.Exchange;
import org.holdfast.bouncer.fleet.health.Rhythm;
import org.holdfast.bouncer.fleet.health.Stalls;
import org.holdfast.bouncer.fleet.health.Votes;
import org.holdfast.bouncer.fleet.live.Candidates.Candidate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The fleet as one bouncer knows it. One thread reads the store a few times a second and keeps a
/// watch on each address that is published there; whenever a watch or the store has news, a new
/// snapshot takes the place of the last.
///
/// An address stands in answers while operators want its node, the node says that it serves, and
/// the bouncers that look at it find it well by majority. Without a way to onion names they are not
/// looked at, and go with the other addresses of their node. Without the store everything goes on
/// with what was read last, and with what this bouncer sees itself; one that starts then goes on
/// from the file with what an earlier process knew and told. A service that nobody seems to serve
/// any more keeps its last good addresses and raises `holdfast_fleet_services_missed`.
///
/// | gauge | meaning |
/// |---|---|
/// | `holdfast.fleet.services.missed` | services told from their last good addresses |
/// | `holdfast.fleet.nodes` | nodes in answers |
/// | `holdfast.fleet.store.away` | 1 while the database does not answer |
public final class LiveDirectory implements FleetDirectory, KnownFleet, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveDirectory.class);
  private static final Duration BETWEEN_READINGS = Duration.ofMillis(200);
  private static final Duration BETWEEN_TICKS = Duration.ofSeconds(1);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

  private final FleetStore store;
  private final String observer;
  private final Supplier<FleetSnapshot> fallback;
  private final Thread thread;
  private final Watches watches;
  private final Map<NodeName, Noticed> noticed = new HashMap<>();
  private final Votes votes;
  private final Stalls stalls;
  private final LastGood lastGood = new LastGood();
  private final LastGoodFile file;
  private FleetRecords records = FleetRecords.EMPTY;
  private long tick;
  private long tickedAtNanos;
  private boolean closed;
  private volatile boolean away = true;
  private volatile FleetSnapshot snapshot = FleetSnapshot.EMPTY;
  private volatile List<NodeStatus> status = List.of();
  private volatile Set<String> missed = Set.of();
  private volatile Map<String, NodeName> owners = Map.of();
  private volatile Map<NodeName, KnownNode> known = Map.of();
  private volatile boolean isKnown;
  private List<Candidate> told = List.of();

  /// How nodes are asked.
  ///
  /// @param look cheap and often
  /// @param exercise the real protocol
  /// @param onions the rhythm for onion names; empty where they cannot be reached
  public record Asking(Exchange look, Exchange exercise, Rhythm rhythm, Optional<Rhythm> onions) {
    public Asking(Exchange look, Exchange exercise, Rhythm rhythm) {
      this(look, exercise, rhythm, Optional.empty());
    }

    /// Empty where an address cannot be asked.
    Optional<Rhythm> rhythmFor(PublishedAddress address) {
      return address.address().type() == AddressType.ONION ? onions : Optional.of(rhythm);
    }
  }

  private record Noticed(long boot, long sequence, long atNanos) {}

  private LiveDirectory(
      FleetStore store,
      String observer,
      Asking asking,
      Supplier<FleetSnapshot> fallback,
      Optional<Path> file,
      Stalls stalls) {
    this.store = store;
    this.observer = observer;
    this.fallback = fallback;
    this.votes = new Votes(observer);
    this.stalls = stalls;
    this.watches = new Watches(asking, stalls, this::news);
    this.file = new LastGoodFile(file);
    this.thread = Thread.ofPlatform().daemon().name("fleet-directory").unstarted(this::run);
  }

  /// @param observer this bouncer's name among those that share the store, another at each start
  /// @param fallback what is told as long as the directory knows nobody
  /// @param file where it is kept what was told last; empty to keep it in memory alone
  public static LiveDirectory start(
      FleetStore store,
      String observer,
      Asking asking,
      Supplier<FleetSnapshot> fallback,
      Optional<Path> file,
      MeterRegistry meters) {
    LiveDirectory directory =
        new LiveDirectory(store, observer, asking, fallback, file, Stalls.watch());
    Gauge.builder("holdfast.fleet.services.missed", directory, d -> d.missed.size())
        .register(meters);
    Gauge.builder(
            "holdfast.fleet.nodes",
            directory,
            d -> d.status.stream().filter(NodeStatus::inAnswers).count())
        .register(meters);
    Gauge.builder("holdfast.fleet.store.away", directory, d -> d.away ? 1 : 0).register(meters);
    // What the others know is known before the first question; without a store nobody waits long.
    directory.recall();
    directory.read();
    directory.thread.start();
    return directory;
  }

  @Override
  public FleetSnapshot snapshot() {
    FleetSnapshot now = snapshot;
    return now.collectors().isEmpty() ? fallback.get() : now;
  }

  /// All nodes, for operators.
  public List<NodeStatus> status() {
    return status;
  }

  @Override
  public boolean isKnown() {
    return isKnown;
  }

  @Override
  public Optional<KnownNode> node(NodeName name) {
    return Optional.ofNullable(known.get(name));
  }

  @Override
  public boolean isAnothers(PublishedAddress address, NodeName node) {
    NodeName owner = owners.get(address.key());
    return owner != null && !owner.equals(node);
  }

  /// What an operator should look at; empty if nothing.
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (away) {
      notes.add("fleet: the directory's database does not answer; what was read last holds");
    }
    missed.forEach(
        service ->
            notes.add("fleet: nobody seems to serve " + service + "; the last good ones are told"));
    return notes;
  }

  private void run() {
    while (!isClosed()) {
      try {
        read();
      } catch (RuntimeException e) {
        LOG.error("A fault of ours in the fleet directory", e);
      }
      LockSupport.parkNanos(BETWEEN_READINGS.toNanos());
    }
    fallSilent();
  }

  /// The last word of a bouncer that is gone must not count.
  private void fallSilent() {
    try {
      store.say(observer, tick + 1, Optional.of(List.of()));
    } catch (FleetUnavailableException e) {
      LOG.debug("What this bouncer saw stays in the store until it is old", e);
    }
  }

  /// What an earlier process knew, until the store answers.
  private synchronized void recall() {
    Optional<Remembered> earlier = file.read();
    if (earlier.isPresent()) {
      lastGood.remember(earlier.get().candidates());
      takeIn(earlier.get().records());
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void read() {
    Optional<FleetRecords> found = Optional.empty();
    try {
      found = Optional.of(store.read());
      say(found.get());
      told(false);
    } catch (FleetUnavailableException e) {
      told(true);
    }
    synchronized (this) {
      if (!closed) {
        found.ifPresent(this::takeIn);
        rebuild();
      }
    }
    if (found.isPresent()) {
      file.keep(toRemember());
    }
  }

  private synchronized Remembered toRemember() {
    return Remembered.of(records, told);
  }

  private void told(boolean nowAway) {
    if (nowAway != away) {
      away = nowAway;
      if (nowAway) {
        LOG.error("The directory's database does not answer; what was read last holds");
      } else {
        LOG.info("The directory's database answers");
      }
    }
  }

  /// Tells the other bouncers what this one has seen, whenever the store has something else.
  private void say(FleetRecords found) {
    List<Verdict> own = verdicts();
    Set<Verdict> stored = new HashSet<>();
    for (Verdict verdict : found.verdicts()) {
      if (verdict.observer().equals(observer)) {
        stored.add(withTick(verdict, 0));
      }
    }
    boolean news = !stored.equals(new HashSet<>(own));
    if (news || System.nanoTime() - tickedAtNanos > BETWEEN_TICKS.toNanos()) {
      tick = Math.max(tick + 1, System.currentTimeMillis());
      store.say(observer, tick, news ? Optional.of(own) : Optional.empty());
      tickedAtNanos = System.nanoTime();
    }
  }

  private static Verdict withTick(Verdict v, long tick) {
    return new Verdict(v.address(), v.observer(), v.node(), v.boot(), v.well(), v.reason(), tick);
  }

  private synchronized List<Verdict> verdicts() {
    return watches.verdicts(observer);
  }

  private void takeIn(FleetRecords found) {
    records = found;
    known = found.nodes().stream().collect(Collectors.toMap(KnownNode::name, node -> node));
    isKnown = true;
    long now = System.nanoTime();
    votes.note(found.verdicts(), now);
    found.nodes().forEach(node -> node.last().ifPresent(last -> notice(node.name(), last, now)));
    watches.follow(found.nodes());
  }

  private void notice(NodeName node, Heartbeat last, long now) {
    Noticed before = noticed.get(node);
    if (before == null || before.boot != last.boot() || before.sequence != last.sequence()) {
      noticed.put(node, new Noticed(last.boot(), last.sequence(), now));
    }
  }

  /// Runs on the threads of watches.
  private void news() {
    synchronized (this) {
      if (!closed) {
        rebuild();
      }
    }
    // So that the other bouncers hear of it, too.
    LockSupport.unpark(thread);
  }

  private void rebuild() {
    List<Candidate> candidates = new ArrayList<>();
    Map<String, NodeName> proven = new LinkedHashMap<>();
    List<NodeStatus> nodes = judged();
    for (NodeStatus node : nodes) {
      for (NodeStatus.AddressStatus address : node.addresses()) {
        if (address.well()) {
          if (address.address().address().type() != AddressType.LEGACY) {
            // Behind a bare port nobody says whose it is, and several may name the same.
            proven.put(address.address().key(), node.node().name());
          }
          if (node.inAnswers()) {
            candidates.add(Candidate.of(node.node().last().orElseThrow(), address.address()));
          }
        }
      }
    }
    List<Candidate> all = lastGood.complete(candidates, this::standing);
    told = all;
    owners = Map.copyOf(proven);
    snapshot =
        all.isEmpty()
            ? FleetSnapshot.EMPTY
            : Candidates.snapshot(all, fallback.get(), records.pins());
    status = nodes;
    alarm(lastGood.missed());
  }

  private LastGood.Standing standing(Candidate candidate) {
    Optional<KnownNode> node = node(candidate.node());
    if (node.isEmpty()
        || node.get().wanted() == Wanted.RETIRED
        || !Watches.addressesOf(node.get()).contains(candidate.address())) {
      return LastGood.Standing.GONE;
    }
    boolean serves = node.get().last().filter(l -> l.state() == NodeState.SERVING).isPresent();
    return serves && node.get().wanted() == Wanted.SERVING
        ? LastGood.Standing.WANTED
        : LastGood.Standing.LEAVING;
  }

  private List<NodeStatus> judged() {
    long now = System.nanoTime();
    return records.nodes().stream()
        .map(
            node ->
                NodeJudgement.of(
                    node,
                    Optional.ofNullable(noticed.get(node.name()))
                        .map(last -> Duration.ofNanos(now - last.atNanos).toSeconds()),
                    address -> watches.seen(node, address),
                    (address, own) ->
                        votes.well(address.key(), node.name(), own, now).orElse(false)))
        .toList();
  }

  private void alarm(Set<String> now) {
    if (!now.equals(missed)) {
      missed = now;
      if (now.isEmpty()) {
        LOG.info("Every service of the fleet is served again");
      } else {
        LOG.error("Nobody seems to serve {}; the last good ones are told", now);
      }
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      watches.close();
    }
    stalls.close();
    LockSupport.unpark(thread);
    try {
      // The store is closed next.
      boolean unused = thread.join(ENDS_WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
