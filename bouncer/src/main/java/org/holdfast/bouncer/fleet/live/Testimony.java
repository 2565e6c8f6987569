package org.holdfast.bouncer.fleet.live;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.bouncer.fleet.FleetRecords;
import org.holdfast.bouncer.fleet.FleetStore;
import org.holdfast.bouncer.fleet.FleetUnavailableException;
import org.holdfast.bouncer.fleet.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one bouncer tells those that share its store about what it has seen. A tick, about once a
/// second, says that it is still there. Not thread-safe.
final class Testimony {
  private static final Logger LOG = LoggerFactory.getLogger(Testimony.class);
  private static final Duration BETWEEN_TICKS = Duration.ofSeconds(1);

  private final FleetStore store;
  private final String observer;
  private long tick;
  private long tickedAtNanos;

  Testimony(FleetStore store, String observer) {
    this.store = store;
    this.observer = observer;
  }

  /// Tells the others, whenever the store has something else.
  ///
  /// @param found what the store has
  /// @throws FleetUnavailableException if it does not answer
  void give(FleetRecords found, List<Verdict> own) {
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

  /// The last word of a bouncer that is gone must not count.
  void withdraw() {
    try {
      store.say(observer, tick + 1, Optional.of(List.of()));
    } catch (FleetUnavailableException e) {
      LOG.debug("What this bouncer saw stays in the store until it is old", e);
    }
  }
}
