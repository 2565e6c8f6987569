package org.holdfast.testkit.crash;

import java.util.List;

/// What a crash test found.
///
/// @param points distinct ones at which the server was struck
/// @param available distinct ones that the recordings showed
/// @param unreached planned ones that the server did not come past in several tries
/// @param lives processes started
/// @param lost measurements acknowledged, or believed to be, and not to be read back
/// @param duplicated measurements published more than once
/// @param swapped uids or objects with other bytes than were sent
/// @param startFailures servers that did not come back to work without help
/// @param troubles each of these, with the points that led there
public record CrashReport(
    int points,
    int available,
    int unreached,
    int lives,
    int lost,
    int duplicated,
    int swapped,
    int startFailures,
    List<String> troubles) {
  public CrashReport {
    troubles = List.copyOf(troubles);
  }

  /// Whether every promise was kept at every point.
  public boolean isClean() {
    return points > 0 && lost == 0 && duplicated == 0 && swapped == 0 && startFailures == 0;
  }

  /// The line that scripts read.
  public String lastLine() {
    return "points=%d lost=%d duplicated=%d swapped=%d start-up failures=%d"
        .formatted(points, lost, duplicated, swapped, startFailures);
  }
}
