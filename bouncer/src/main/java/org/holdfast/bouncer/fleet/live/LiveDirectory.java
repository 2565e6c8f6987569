package org.holdfast.bouncer.fleet.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.directory.FleetDirectory;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.fleet.FleetRecords;
import org.holdfast.bouncer.fleet.FleetStore;
import org.holdfast.bouncer.fleet.FleetUnavailableException;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.Verdict;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.health.AddressWatch;
import org.holdfast.bouncer.fleet.health.Exchange;
import org.holdfast.bouncer.fleet.health.Rhythm;
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
/// with what was read last, and with what this bouncer sees itself. A service that nobody seems to
/// serve any more keeps its last good addresses and raises `holdfast_fleet_services_missed`.
///
/// | gauge | meaning |
/// |---|---|
/// | `holdfast.fleet.services.missed` | services told from their last good addresses |
/// | `holdfast.fleet.nodes` | nodes in answers |
/// | `holdfast.fleet.store.away` | 1 while the database does not answer |
public final class LiveDirectory implements FleetDirectory, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveDirectory.class);
  private static final Duration BETWEEN_READINGS = Duration.ofMillis(200);
  private static final Duration BETWEEN_TICKS = Duration.ofSeconds(1);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

  private final FleetStore store;
  private final String observer;
  private final Asking asking;
  private final Supplier<FleetSnapshot> fallback;
  private final Thread thread;
  private final Map<String, AddressWatch> watches = new HashMap<>();
  private final Map<NodeName, Noticed> noticed = new HashMap<>();
  private final Votes votes;
  private final LastGood lastGood = new LastGood();
  private FleetRecords records = FleetRecords.EMPTY;
  private long tick;
  private long tickedAtNanos;
  private boolean closed;
  private volatile boolean away = true;
  private volatile FleetSnapshot snapshot = FleetSnapshot.EMPTY;
  private volatile List<NodeStatus> status = List.of();
  private volatile Set<String> missed = Set.of();
  private volatile Map<String, NodeName> owners = Map.of();

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
      FleetStore store, String observer, Asking asking, Supplier<FleetSnapshot> fallback) {
    this.store = store;
    this.observer = observer;
    this.asking = asking;
    this.fallback = fallback;
    this.votes = new Votes(observer);
    this.thread = Thread.ofPlatform().daemon().name("fleet-directory").unstarted(this::run);
  }

  /// @param observer this bouncer's name among those that share the store, another at each start
  /// @param fallback what is told as long as the directory knows nobody
  public static LiveDirectory start(
      FleetStore store,
      String observer,
      Asking asking,
      Supplier<FleetSnapshot> fallback,
      MeterRegistry meters) {
    LiveDirectory directory = new LiveDirectory(store, observer, asking, fallback);
    Gauge.builder("holdfast.fleet.services.missed", directory, d -> d.missed.size())
        .register(meters);
    Gauge.builder(
            "holdfast.fleet.nodes",
            directory,
            d -> d.status.stream().filter(NodeStatus::inAnswers).count())
        .register(meters);
    Gauge.builder("holdfast.fleet.store.away", directory, d -> d.away ? 1 : 0).register(meters);
    // What the others know is known before the first question; without a store nobody waits long.
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

  /// Whether an address was shown to lead to another node than this one.
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
    List<Verdict> verdicts = new ArrayList<>();
    for (AddressWatch watch : watches.values()) {
      AddressWatch.Seen seen = watch.seen();
      if (seen.concluded()) {
        verdicts.add(
            new Verdict(
                watch.address().key(),
                observer,
                watch.node().name(),
                0,
                seen.well(),
                seen.reason(),
                0));
      }
    }
    return verdicts;
  }

  private void takeIn(FleetRecords found) {
    records = found;
    long now = System.nanoTime();
    votes.note(found.verdicts(), now);
    Set<String> published = new HashSet<>();
    for (KnownNode node : found.nodes()) {
      node.last().ifPresent(last -> notice(node.name(), last, now));
      if (node.wanted() != Wanted.RETIRED && node.publicKey().isPresent()) {
        for (PublishedAddress address : addressesOf(node)) {
          Optional<Rhythm> rhythm = asking.rhythmFor(address);
          if (rhythm.isPresent()) {
            String key = watchKey(node, address);
            published.add(key);
            watches.computeIfAbsent(key, k -> watch(node, address, rhythm.get())).update(node);
          }
        }
      }
    }
    watches
        .entrySet()
        .removeIf(
            watch -> {
              boolean gone = !published.contains(watch.getKey());
              if (gone) {
                watch.getValue().close();
              }
              return gone;
            });
  }

  private static List<PublishedAddress> addressesOf(KnownNode node) {
    return node.last().map(Heartbeat::addresses).orElse(List.of());
  }

  private void notice(NodeName node, Heartbeat last, long now) {
    Noticed before = noticed.get(node);
    if (before == null || before.boot != last.boot() || before.sequence != last.sequence()) {
      noticed.put(node, new Noticed(last.boot(), last.sequence(), now));
    }
  }

  private AddressWatch watch(KnownNode node, PublishedAddress address, Rhythm rhythm) {
    return AddressWatch.start(node, address, asking.look(), asking.exercise(), rhythm, this::news);
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
    Set<NodeName> existing = new HashSet<>();
    List<NodeStatus> nodes = judged();
    for (NodeStatus node : nodes) {
      if (node.node().wanted() != Wanted.RETIRED) {
        existing.add(node.node().name());
      }
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
    List<Candidate> all =
        lastGood.complete(candidates, candidate -> existing.contains(candidate.node()));
    owners = Map.copyOf(proven);
    snapshot =
        all.isEmpty()
            ? FleetSnapshot.EMPTY
            : Candidates.snapshot(all, fallback.get(), records.pins());
    status = nodes;
    alarm(lastGood.missed());
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
                    address ->
                        Optional.ofNullable(watches.get(watchKey(node, address)))
                            .map(AddressWatch::seen),
                    (address, own) ->
                        votes.well(address.key(), node.name(), own, now).orElse(false)))
        .toList();
  }

  private static String watchKey(KnownNode node, PublishedAddress address) {
    return node.name() + " " + address.key();
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
      watches.values().forEach(AddressWatch::close);
      watches.clear();
    }
    LockSupport.unpark(thread);
    try {
      // The store is closed next.
      boolean unused = thread.join(ENDS_WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
