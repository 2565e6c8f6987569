package org.holdfast.app.fleettest;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Which nodes suffer, and which may: each service keeps nodes that are well and stand in the
/// answers of all bouncers, since where nobody serves the last good ones are told, dead or not.
final class Sufferers {
  /// So many of a service stay as they are.
  private static final int SPARED = 2;

  private final List<Victim> nodes;
  private final List<String> bouncers;
  private final Observations seen;
  private final Map<Victim, Suffering> suffering = new HashMap<>();
  private Optional<IOException> failure = Optional.empty();

  private record Suffering(Fault fault, long untilNanos, boolean recovers) {}

  Sufferers(List<Victim> nodes, List<String> bouncers, Observations seen) {
    this.nodes = List.copyOf(nodes);
    this.bouncers = List.copyOf(bouncers);
    this.seen = seen;
  }

  /// The next one, from a place in the list on, that something may happen to now.
  synchronized Optional<Victim> firstFrom(int who) {
    return Stream.iterate(who, i -> (i + 1) % nodes.size())
        .limit(nodes.size())
        .map(nodes::get)
        .filter(node -> !suffering.containsKey(node))
        .filter(
            node ->
                nodes.stream()
                        .filter(other -> !other.equals(node))
                        .filter(other -> other.isCollector() == node.isCollector())
                        .filter(this::stands)
                        .count()
                    >= SPARED)
        .findFirst();
  }

  private boolean stands(Victim node) {
    return !suffering.containsKey(node) && seen.isBack(node.url());
  }

  synchronized void strike(Victim victim, Fault what, long nanos)
      throws IOException, InterruptedException {
    victim.suffer(what);
    long now = System.nanoTime();
    suffering.put(victim, new Suffering(what, now + nanos, false));
    if (what.isDeadly()) {
      seen.dies(victim.url(), what, now + what.hiddenNanos());
    }
  }

  /// Begins to mend those whose time is over; a process takes a while to start.
  synchronized void recoverThoseDue() throws IOException {
    long now = System.nanoTime();
    suffering.replaceAll(
        (node, one) -> {
          if (one.recovers || one.untilNanos > now) {
            return one;
          }
          var _ = Thread.ofVirtual().start(() -> recover(node, one.fault));
          return new Suffering(one.fault, one.untilNanos, true);
        });
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private void recover(Victim node, Fault fault) {
    try {
      if (fault.isDeadly()) {
        seen.mends(node.url(), bouncers);
      }
      node.recover();
      if (fault.isDeadly()) {
        seen.recovers(node.url(), System.nanoTime());
      }
      synchronized (this) {
        suffering.remove(node);
      }
    } catch (IOException e) {
      synchronized (this) {
        failure = Optional.of(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized boolean isEmpty() {
    return suffering.isEmpty();
  }
}
