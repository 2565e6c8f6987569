package org.holdfast.app.demo.fleet;

/// What a node of the fleet does.
public enum NodeKind {
  COLLECTOR("collector", "collector, bouncer", 3),
  WORKER("worker", "pipeline", 2),
  API("API node", "api", 2);

  private final String label;
  private final String roles;
  private final int count;

  NodeKind(String label, String roles, int count) {
    this.label = label;
    this.roles = roles;
    this.count = count;
  }

  /// How many the fleet has.
  int count() {
    return count;
  }

  String label() {
    return label;
  }

  /// As a configuration lists them.
  String roles() {
    return roles;
  }
}
