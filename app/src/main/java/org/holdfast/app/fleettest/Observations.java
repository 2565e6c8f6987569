package org.holdfast.app.fleettest;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.holdfast.bouncer.fleet.health.Stalls;

/// What was seen, against what was so; time for which this process stood still does not count.
/// Thread-safe.
final class Observations {
  /// How long an answer may go on to name a node that is dead.
  static final long LATE_NANOS = 2_000_000_000L;

  /// How long a node that is well may stay out.
  static final long RETURN_NANOS = 10_000_000_000L;

  private final Stalls stalls;
  private final Map<String, Long> deadSince = new HashMap<>();
  private final Map<String, Long> wellSince = new HashMap<>();
  private final Map<String, String> faultOf = new HashMap<>();
  private final Set<String> findings = new LinkedHashSet<>();
  private final Set<String> awaited = new LinkedHashSet<>();
  private final Map<String, Long> inAt = new HashMap<>();
  private final Set<String> droppedNow = new HashSet<>();
  private long answers;
  private long late;
  private long empty;
  private long dropped;
  private long outTooLong;
  private long slowestExitNanos;
  private long slowestReturnNanos;

  Observations(Stalls stalls) {
    this.stalls = stalls;
  }

  /// Whether all bouncers are known to have taken it in again.
  synchronized boolean isBack(String node) {
    return awaited.stream().noneMatch(waiting -> waiting.startsWith(node + "@"));
  }

  private long taken(long from, long to) {
    return to - from - stalls.between(from, to);
  }

  synchronized void dies(String node, Fault fault, long now) {
    deadSince.put(node, now);
    wellSince.remove(node);
    faultOf.put(node, fault.name());
    awaited.removeIf(waiting -> waiting.startsWith(node + "@"));
    inAt.keySet().removeIf(seat -> seat.startsWith(node + "@"));
    droppedNow.removeIf(seat -> seat.startsWith(node + "@"));
  }

  /// It is being mended: no longer dead, and not well yet.
  ///
  /// @param bouncers that must take it in again
  synchronized void mends(String node, Iterable<String> bouncers) {
    deadSince.remove(node);
    bouncers.forEach(bouncer -> awaited.add(node + "@" + bouncer));
  }

  synchronized void recovers(String node, long now) {
    wellSince.put(node, now);
  }

  /// An answer that was asked for at `asked` names these nodes.
  synchronized void answered(String bouncer, Set<String> nodes, long asked) {
    answers++;
    if (nodes.isEmpty()) {
      empty++;
      findings.add(bouncer + " answered with nobody");
    }
    for (String node : nodes) {
      Long since = deadSince.get(node);
      if (since != null && asked > since) {
        long named = taken(since, asked);
        slowestExitNanos = Math.max(slowestExitNanos, named);
        if (named > LATE_NANOS) {
          late++;
          findings.add(
              "%s still named %s %.2f s after %s"
                  .formatted(bouncer, node, named / 1e9, faultOf.get(node)));
        }
      }
    }
  }

  /// A bouncer was asked at `asked` for all the nodes that stand in its answers.
  synchronized void listed(String bouncer, Set<String> nodes, long asked) {
    for (Map.Entry<String, Long> well : wellSince.entrySet()) {
      String node = well.getKey();
      String seat = node + "@" + bouncer;
      long since = Math.max(well.getValue(), inAt.getOrDefault(seat, well.getValue()));
      long out = asked > since ? taken(since, asked) : 0;
      if (nodes.contains(node)) {
        inAt.put(seat, asked);
        droppedNow.remove(seat);
        if (asked > well.getValue() && awaited.remove(seat)) {
          slowestReturnNanos = Math.max(slowestReturnNanos, out);
        }
        continue;
      }
      if (!awaited.contains(seat) && droppedNow.add(seat)) {
        dropped++;
      }
      if (out > RETURN_NANOS) {
        outTooLong++;
        findings.add(
            bouncer + " kept " + node + " out for too long, last fault " + faultOf.get(node));
      }
    }
  }

  /// A bouncer that starts anew knows nobody yet.
  synchronized void bouncerStarted(String bouncer, long now) {
    wellSince.replaceAll((node, since) -> Math.max(since, now));
    inAt.keySet().removeIf(seat -> seat.endsWith("@" + bouncer));
    wellSince.keySet().forEach(node -> awaited.add(node + "@" + bouncer));
  }

  synchronized boolean allAreBack() {
    return awaited.isEmpty();
  }

  synchronized boolean isGood() {
    return late == 0 && empty == 0 && outTooLong == 0 && awaited.isEmpty();
  }

  synchronized Set<String> findings() {
    return new LinkedHashSet<>(findings);
  }

  synchronized String line() {
    return "answers=%d late=%d empty=%d out-too-long=%d not-back=%d dropped-though-well=%d slowest-exit=%.2fs slowest-return=%.2fs stalled=%.2fs longest-stall=%.2fs"
        .formatted(
            answers,
            late,
            empty,
            outTooLong,
            awaited.size(),
            dropped,
            slowestExitNanos / 1e9,
            slowestReturnNanos / 1e9,
            stalls.totalNanos() / 1e9,
            stalls.longestNanos() / 1e9);
  }
}
