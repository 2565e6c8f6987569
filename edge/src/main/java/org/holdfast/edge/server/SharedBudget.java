package org.holdfast.edge.server;

import java.util.HashMap;
import java.util.Map;
import org.holdfast.edge.SourceGroup;

/// A bounded amount of something that all sources share (connections, requests, bytes), and what
/// each of them holds of it. Up to half of the whole everybody may take what comes; beyond that no
/// network may hold more than its part, and no crowd more than three quarters. So one heavy source
/// is refused long before it could keep the others out, and nobody is while there is plenty.
///
/// Thread-safe.
final class SharedBudget {
  private final long max;
  private final long unsharedUpTo;
  private final long perNetworkMax;
  private final long perCrowdMax;
  private final Map<SourceGroup, Long> held = new HashMap<>();
  private long total;

  /// Whether there was room.
  enum Taken {
    YES,
    /// Everything is taken.
    NOTHING_LEFT,
    /// This source holds too much of it.
    TOO_MUCH_FOR_ONE
  }

  private SharedBudget(long max, long unsharedUpTo, long perNetworkMax, long perCrowdMax) {
    this.max = max;
    this.unsharedUpTo = unsharedUpTo;
    this.perNetworkMax = perNetworkMax;
    this.perCrowdMax = perCrowdMax;
  }

  /// A quarter for each network once half of it is taken.
  static SharedBudget of(long max) {
    return new SharedBudget(max, max / 2, max / 4, max / 4 * 3);
  }

  /// Likewise, but never less than `one`.
  static SharedBudget leavingRoomFor(long max, long one) {
    long perNetworkMax = Math.max(max / 4, Math.min(one, max));
    return new SharedBudget(max, max / 2, perNetworkMax, max / 4 * 3);
  }

  /// At most so much for each network at any time; only the whole bounds a crowd.
  static SharedBudget of(long max, long perNetworkMax) {
    return new SharedBudget(max, 0, perNetworkMax, max);
  }

  synchronized Taken take(SourceGroup group, long amount) {
    if (amount > max - total) {
      return Taken.NOTHING_LEFT;
    }
    long ofGroup = held.getOrDefault(group, 0L) + amount;
    if (total + amount > unsharedUpTo && ofGroup > (group.crowd() ? perCrowdMax : perNetworkMax)) {
      return Taken.TOO_MUCH_FOR_ONE;
    }
    add(group, ofGroup, amount);
    return Taken.YES;
  }

  /// Takes what is there already and cannot be refused any more.
  synchronized void takeAnyway(SourceGroup group, long amount) {
    add(group, held.getOrDefault(group, 0L) + amount, amount);
  }

  private void add(SourceGroup group, long ofGroup, long amount) {
    total += amount;
    held.put(group, ofGroup);
  }

  synchronized void giveBack(SourceGroup group, long amount) {
    total -= amount;
    held.computeIfPresent(group, (g, before) -> before == amount ? null : before - amount);
  }

  synchronized long taken() {
    return total;
  }

  /// How many sources hold something.
  synchronized int groups() {
    return held.size();
  }
}
