package org.holdfast.testkit.crash;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.holdfast.testkit.history.Finding;

/// What was found over all episodes. Safe for concurrent use.
final class Account {
  private final Set<Point> struck = new HashSet<>();
  private final Set<String> lost = new HashSet<>();
  private final Set<String> duplicated = new HashSet<>();
  private final Set<String> swapped = new HashSet<>();
  private final List<String> troubles = new ArrayList<>();
  private final Consumer<String> say;
  private int startFailures;

  /// @param say is told of each trouble at once
  Account(Consumer<String> say) {
    this.say = say;
  }

  synchronized void struck(Point point) {
    struck.add(point);
  }

  /// @param where the episode and the points since the last check, for people
  synchronized void found(Finding finding, String where) {
    switch (finding.kind()) {
      // Whoever believed in an answer that was none has deleted the only copy.
      case LOST, MISLED -> lost.add(where + finding.key());
      case DUPLICATED -> duplicated.add(where + finding.key());
      case SWAPPED, UNEXPECTED -> swapped.add(where + finding.key());
    }
    trouble(finding + " " + where);
  }

  /// A server that did not start, or did not come back to work, without help.
  synchronized void startFailed(String what) {
    startFailures++;
    trouble(what);
  }

  private void trouble(String what) {
    troubles.add(what);
    say.accept("TROUBLE " + what);
  }

  synchronized int troubles() {
    return troubles.size();
  }

  synchronized int points() {
    return struck.size();
  }

  synchronized CrashReport report(int available, int unreached, int lives) {
    return new CrashReport(
        struck.size(),
        available,
        unreached,
        lives,
        lost.size(),
        duplicated.size(),
        swapped.size(),
        startFailures,
        troubles);
  }
}
