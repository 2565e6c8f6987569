package org.holdfast.app.rollout;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Looks at all nodes that were upgraded, each as its [NodeWatch] does.
final class FleetWatch {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final Admins admins;
  private final Consumer<String> line;
  private final Map<String, NodeWatch> watches = new LinkedHashMap<>();
  private final Map<String, Vitals> before = new HashMap<>();

  /// @param line is given a line for people at each step
  FleetWatch(Admins admins, Consumer<String> line) {
    this.admins = admins;
    this.line = line;
  }

  /// @throws RolloutException if a node is not, before anything is changed
  void checkAllAreWell() throws RolloutException, InterruptedException {
    for (NodeAdmin admin : admins.all()) {
      try {
        Vitals now = admin.vitals();
        before.put(admin.name(), now);
        if (!now.unready().isEmpty()) {
          throw new RolloutException(
              "nothing was changed: %s waits for %s".formatted(admin.name(), now.unready()));
        }
      } catch (IOException e) {
        throw new RolloutException(
            "nothing was changed: %s cannot be asked: %s".formatted(admin.name(), e));
      }
    }
  }

  /// Keeps how a node fares before its upgrade, unless that is known.
  void noteBefore(String node) throws IOException, InterruptedException {
    if (!before.containsKey(node)) {
      before.put(node, admins.of(node).vitals());
    }
  }

  /// Watches a node from now on.
  void begin(String node) {
    watches.put(node, new NodeWatch(admins.of(node), before.getOrDefault(node, Vitals.UNKNOWN)));
  }

  boolean isEmpty() {
    return watches.isEmpty();
  }

  /// Looks at all of them until one is not to stay as it is, or the period is over.
  ///
  /// @return why the release is not to stay; empty if nothing is wrong with it so far
  Optional<String> during(RolloutTurn turn, Duration period)
      throws RolloutException, InterruptedException {
    line.accept(
        "watching %s for %d s".formatted(String.join(", ", watches.keySet()), period.toSeconds()));
    long end = System.nanoTime() + period.toNanos();
    Optional<String> breach = look(turn);
    while (breach.isEmpty() && System.nanoTime() - end < 0) {
      Thread.sleep(BETWEEN_LOOKS);
      breach = look(turn);
    }
    return breach;
  }

  /// Likewise, once.
  Optional<String> look(RolloutTurn turn) throws RolloutException, InterruptedException {
    for (NodeWatch watch : watches.values()) {
      turn.renew();
      Optional<String> breach = watch.look();
      if (breach.isPresent()) {
        return breach;
      }
    }
    return Optional.empty();
  }
}
