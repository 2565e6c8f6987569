package org.holdfast.app.config;

/// What a process does; one process may play any set of roles.
public enum Role {
  /// Takes in what probes submit.
  COLLECTOR,
  /// Tells probes where collectors and test helpers are.
  BOUNCER,
  /// Moves measurements from the journal to archive and catalogue.
  PIPELINE,
  /// Answers searches and reads.
  API
}
