package org.holdfast.app.rollout;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.app.config.RolloutConfig;

/// The admin listeners of a fleet's nodes, in the order of the configuration.
final class Admins {
  private final Map<String, NodeAdmin> admins = new LinkedHashMap<>();

  Admins(List<RolloutConfig.Node> nodes) {
    nodes.forEach(node -> admins.put(node.node(), new NodeAdmin(node)));
  }

  List<String> names() {
    return List.copyOf(admins.keySet());
  }

  Collection<NodeAdmin> all() {
    return admins.values();
  }

  /// @throws IllegalArgumentException if the configuration has no such node
  NodeAdmin of(String node) {
    NodeAdmin admin = admins.get(node);
    if (admin == null) {
      throw new IllegalArgumentException("no upgrade.fleet.nodes entry for " + node);
    }
    return admin;
  }

  /// @throws IllegalArgumentException if the configuration has no such node
  void checkKnown(String node) {
    var _ = of(node);
  }
}
