package org.holdfast.app.demo.fleet;

/// What a node of the fleet does.
public enum NodeKind {
  COLLECTOR("collector", "collector, bouncer"),
  WORKER("worker", "pipeline"),
  API("API node", "api");

  private final String label;
  private final String roles;

  NodeKind(String label, String roles) {
    this.label = label;
    this.roles = roles;
  }

  String label() {
    return label;
  }

  /// As a configuration lists them.
  String roles() {
    return roles;
  }
}
