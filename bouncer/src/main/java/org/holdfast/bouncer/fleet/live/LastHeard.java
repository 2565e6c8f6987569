package org.holdfast.bouncer.fleet.live;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.NodeName;

/// When this process noticed the last heartbeat of each node, whatever the nodes' clocks say. Not
/// thread-safe.
final class LastHeard {
  private final Map<NodeName, Noticed> noticed = new HashMap<>();

  private record Noticed(long boot, long sequence, long atNanos) {}

  void note(List<KnownNode> nodes, long nowNanos) {
    for (KnownNode node : nodes) {
      node.last().ifPresent(last -> note(node.name(), last, nowNanos));
    }
  }

  private void note(NodeName node, Heartbeat last, long nowNanos) {
    Noticed before = noticed.get(node);
    if (before == null || before.boot != last.boot() || before.sequence != last.sequence()) {
      noticed.put(node, new Noticed(last.boot(), last.sequence(), nowNanos));
    }
  }

  /// Empty if it was never heard of.
  Optional<Long> silentSeconds(NodeName node, long nowNanos) {
    return Optional.ofNullable(noticed.get(node))
        .map(last -> Duration.ofNanos(nowNanos - last.atNanos).toSeconds());
  }
}
