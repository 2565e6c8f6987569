package org.holdfast.bouncer.fleet;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a node says it is doing.
public enum NodeState {
  /// Not ready yet.
  STARTING,
  /// Takes whatever comes.
  SERVING,
  /// Finishes what it has; nobody new should be sent there.
  DRAINING,
  /// About to be gone.
  DOWN;

  /// The word on the wire.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<NodeState> parse(String word) {
    return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
  }
}
