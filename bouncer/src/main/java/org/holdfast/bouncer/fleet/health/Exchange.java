package org.holdfast.bouncer.fleet.health;

import java.time.Duration;
import java.util.Optional;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.PublishedAddress;

/// Asks a node something through one of its addresses. Safe for concurrent use.
@FunctionalInterface
public interface Exchange {
  /// @return what is wrong, for operators; empty if nothing is
  Optional<String> fault(KnownNode node, PublishedAddress address, Duration within)
      throws InterruptedException;
}
