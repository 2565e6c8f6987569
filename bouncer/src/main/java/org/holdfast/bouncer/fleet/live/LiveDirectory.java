package org.holdfast.bouncer.fleet.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.holdfast.bouncer.directory.FleetDirectory;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.fleet.FleetRecords;
import org.holdfast.bouncer.fleet.FleetStore;
import org.holdfast.bouncer.fleet.FleetUnavailableException;
import org.holdfast.bouncer.fleet.KnownFleet;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.Verdict;
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
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

  private final FleetStore store;
  private final String observer;
  private final Supplier<FleetSnapshot> fallback;
  private final Thread thread;
  private final Watches watches;
  private final Testimony testimony;
  private final LastHeard heard = new LastHeard();
  private final Votes votes;
  private final Stalls stalls;
  private final LastGood lastGood = new LastGood();
  private final LastGoodFile file;
  private FleetRecords records = FleetRecords.EMPTY;
  private boolean closed;
  private volatile boolean away = true;
  private volatile View view = View.NOTHING;
  private volatile Map<NodeName, KnownNode> known = Map.of();
  private volatile boolean isKnown;

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
    this.testimony = new Testimony(store, observer);
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
    Gauge.builder("holdfast.fleet.services.missed", directory, d -> d.view.missed().size())
        .register(meters);
    Gauge.builder("holdfast.fleet.nodes", directory, d -> d.view.nodesInAnswers()).register(meters);
    Gauge.builder("holdfast.fleet.store.away", directory, d -> d.away ? 1 : 0).register(meters);
    // What the others know is known before the first question; without a store nobody waits long.
    directory.recall();
    directory.read();
    directory.thread.start();
    return directory;
  }

  @Override
  public FleetSnapshot snapshot() {
    FleetSnapshot now = view.snapshot();
    return now.collectors().isEmpty() ? fallback.get() : now;
  }

  /// All nodes, for operators.
  public List<NodeStatus> status() {
    return view.status();
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
    NodeName owner = view.owners().get(address.key());
    return owner != null && !owner.equals(node);
  }

  /// What an operator should look at; empty if nothing.
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (away) {
      notes.add("fleet: the directory's database does not answer; what was read last holds");
    }
    view.missed()
        .forEach(
            service ->
                notes.add(
                    "fleet: nobody seems to serve " + service + "; the last good ones are told"));
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
    testimony.withdraw();
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
      testimony.give(found.get(), verdicts());
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
    return Remembered.of(records, view.told());
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

  private synchronized List<Verdict> verdicts() {
    return watches.verdicts(observer);
  }

  private void takeIn(FleetRecords found) {
    records = found;
    known = found.nodes().stream().collect(Collectors.toMap(KnownNode::name, node -> node));
    isKnown = true;
    long now = System.nanoTime();
    votes.note(found.verdicts(), now);
    heard.note(found.nodes(), now);
    watches.follow(found.nodes());
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
    List<NodeStatus> nodes = judged();
    List<Candidate> all =
        lastGood.complete(Candidates.among(nodes), c -> LastGood.Standing.of(c, node(c.node())));
    FleetSnapshot snapshot =
        all.isEmpty()
            ? FleetSnapshot.EMPTY
            : Candidates.snapshot(all, fallback.get(), records.pins());
    Set<String> missedBefore = view.missed();
    view = new View(snapshot, all, nodes, lastGood.missed());
    alarm(missedBefore, view.missed());
  }

  private List<NodeStatus> judged() {
    long now = System.nanoTime();
    return records.nodes().stream()
        .map(
            node ->
                NodeJudgement.of(
                    node,
                    heard.silentSeconds(node.name(), now),
                    address -> watches.seen(node, address),
                    (address, own) ->
                        votes.well(address.key(), node.name(), own, now).orElse(false)))
        .toList();
  }

  private static void alarm(Set<String> before, Set<String> now) {
    if (now.equals(before)) {
      return;
    }
    if (now.isEmpty()) {
      LOG.info("Every service of the fleet is served again");
    } else {
      LOG.error("Nobody seems to serve {}; the last good ones are told", now);
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
