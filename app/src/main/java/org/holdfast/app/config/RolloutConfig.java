package org.holdfast.app.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How `holdfast upgrade --fleet` reaches the machines of the fleet and watches them.
///
/// @param nodes in the order in which they are upgraded
/// @param canaryPercent how many of the nodes, rounded up, are upgraded first and watched alone;
///   default 10
/// @param watch how long the canaries are watched, and all nodes at the end; a third of it after
///   each other node; default 60 s
public record RolloutConfig(List<Node> nodes, int canaryPercent, Duration watch) {
  private static final URI NOWHERE = URI.create("http://127.0.0.1");

  /// One machine.
  ///
  /// @param node its name in the directory
  /// @param admin its admin listener
  /// @param tokenFile the token of that listener, readable by its owner only
  public record Node(String node, URI admin, Path tokenFile) {
    static Node read(Section section) {
      return new Node(
          section.required("node", NodeConfig.NAME, "none", "the directory knows nodes by name"),
          section.required("admin", Kinds.URL, NOWHERE, "say where its admin listener is"),
          section.required(
              "token-file", Kinds.PATH, Path.of("none"), "an upgrade asks for that token"));
    }
  }

  public RolloutConfig {
    nodes = List.copyOf(nodes);
  }

  static RolloutConfig read(Section section) {
    RolloutConfig config =
        new RolloutConfig(
            section.sections("nodes", List.of(), Node::read),
            section.value("canary-percent", Kinds.wholeNumber(1, 100), 10),
            section.value("watch", Kinds.POSITIVE_DURATION, Duration.ofSeconds(60)));
    Set<String> names = new HashSet<>();
    for (int i = 0; i < config.nodes.size(); i++) {
      if (!names.add(config.nodes.get(i).node())) {
        section.problem("nodes[" + i + "].node", "stands there twice; name each node once");
      }
    }
    return config;
  }
}
