package org.holdfast.testkit.crash;

import java.util.List;

/// What a crash test found.
///
/// @param points distinct ones at which a server was struck
/// @param available distinct ones that the recordings showed
/// @param absent planned ones that were not there: servers did all their work with fewer such
///   operations than the recorded one
/// @param unreached planned ones that no server came past for another reason, each with that reason
/// @param lives servers started
/// @param lost measurements acknowledged, or believed to be, and not to be read back
/// @param duplicated measurements published more than once
/// @param swapped uids or objects with other bytes than were sent
/// @param startFailures servers that did not come back to work without help
/// @param troubles each of these, with the points that led there
public record CrashReport(
    int points,
    int available,
    int absent,
    List<String> unreached,
    int lives,
    int lost,
    int duplicated,
    int swapped,
    int startFailures,
    List<String> troubles) {
  public CrashReport {
    unreached = List.copyOf(unreached);
    troubles = List.copyOf(troubles);
  }

  /// Whether every promise was kept at every point, and no point was passed over.
  public boolean isClean() {
    return points > 0
        && unreached.isEmpty()
        && lost == 0
        && duplicated == 0
        && swapped == 0
        && startFailures == 0;
  }

  /// The line that scripts read.
  public String lastLine() {
    return "lost=%d duplicated=%d swapped=%d start-up failures=%d"
        .formatted(lost, duplicated, swapped, startFailures);
  }
}
