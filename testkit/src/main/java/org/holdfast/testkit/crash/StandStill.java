package org.holdfast.testkit.crash;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import org.holdfast.testkit.history.Finding;

/// Whether nothing is on its way any more, so that what is missing now will be missing for ever:
/// the server says that all was looked at, and the same has been missing for so long. A busy
/// machine may take longer than that to archive everything; it goes on archiving meanwhile.
final class StandStill {
  private final long enoughNanos;
  private long since;
  private Set<Finding> missing = Set.of();

  /// @param enough so long
  /// @param now as all such times here, from [System#nanoTime]
  StandStill(Duration enough, long now) {
    this.enoughNanos = enough.toNanos();
    this.since = now;
  }

  /// Takes note of what is seen now.
  ///
  /// @param allLookedAt whether the server says that it has looked at all that it accepted
  /// @return whether that has been so for long enough
  boolean lasts(boolean allLookedAt, Collection<Finding> missingNow, long now) {
    Set<Finding> seen = Set.copyOf(missingNow);
    if (!allLookedAt || !seen.equals(missing)) {
      since = now;
    }
    missing = seen;
    return now - since > enoughNanos;
  }
}
