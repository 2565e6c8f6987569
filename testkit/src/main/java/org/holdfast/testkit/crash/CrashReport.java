package org.holdfast.testkit.crash;

import java.util.List;

/// What a crash test found.
///
/// @param tried what became of the points that were to be tried
/// @param points distinct ones at which a server was struck
/// @param sigkills processes of their own that ended by SIGKILL at their point
/// @param available distinct points that the recordings showed
/// @param lives servers started
/// @param lost measurements acknowledged, or believed to be, and not to be read back
/// @param duplicated measurements published more than once
/// @param swapped uids or objects with other bytes than were sent
/// @param startFailures servers that did not come back to work without help
/// @param troubles each of these, with the points that led there
public record CrashReport(
    Tried tried,
    int points,
    int sigkills,
    int available,
    int lives,
    int lost,
    int duplicated,
    int swapped,
    int startFailures,
    List<String> troubles) {
  /// Of so few points so many may be absent by chance.
  private static final int ABSENT_BY_CHANCE = 3;

  /// Of more, one in so many.
  private static final int ABSENT_ONE_IN = 10;

  public CrashReport {
    troubles = List.copyOf(troubles);
  }

  /// What became of points; one that is tried in both ways counts twice.
  ///
  /// @param asked so many were to be tried
  /// @param struck at so many a server was struck
  /// @param absent so many were not there: servers did all their work with fewer such operations
  ///   than the recorded one
  /// @param replaced so many of those had another point tried instead
  /// @param unreached those that no server came past for another reason, each with that reason
  public record Tried(int asked, int struck, int absent, int replaced, List<String> unreached) {
    public Tried {
      unreached = List.copyOf(unreached);
    }

    /// Whether as many were struck as were to be tried; or all were tried, and few enough were
    /// absent for that to be chance.
    boolean isEnough() {
      return struck > 0 && unreached.isEmpty() && (struck >= asked || isShortByChance());
    }

    private boolean isShortByChance() {
      return struck + absent - replaced >= asked
          && absent <= Math.max(ABSENT_BY_CHANCE, (struck + absent) / ABSENT_ONE_IN);
    }
  }

  /// Whether every promise was kept at every point, and no point was passed over.
  public boolean isClean() {
    return tried.isEnough() && lost == 0 && duplicated == 0 && swapped == 0 && startFailures == 0;
  }

  /// The line before the last: how much was tried.
  public String triedLine() {
    return "asked=%d struck=%d not-there=%d replaced=%d not-reached=%d sigkills=%d%s"
        .formatted(
            tried.asked(),
            tried.struck(),
            tried.absent(),
            tried.replaced(),
            tried.unreached().size(),
            sigkills,
            tried.isEnough() ? "" : ": too few were struck");
  }

  /// The line that scripts read.
  public String lastLine() {
    return "lost=%d duplicated=%d swapped=%d start-up failures=%d"
        .formatted(lost, duplicated, swapped, startFailures);
  }
}
