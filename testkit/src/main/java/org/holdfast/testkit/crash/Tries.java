package org.holdfast.testkit.crash;

import java.io.IOException;

/// Tries a point until a server was struck there, but not for ever.
///
/// What goes wrong before the strike is tried again: threads do not run in the same order each
/// time. What goes wrong after it is trouble at once, and is not tried again: a later success would
/// hide it.
final class Tries {
  private static final int MOST = 3;

  private final Trial.Beginning beginning;
  private final Verdicts verdicts;

  Tries(Trial.Beginning beginning, Verdicts verdicts) {
    this.beginning = beginning;
    this.verdicts = verdicts;
  }

  /// Tells the verdict, one for each point.
  void tryPoint(Point point) throws InterruptedException {
    Outcome last = new Outcome(Reach.UNREACHED, "");
    for (int i = 0; i < MOST && last.reach() != Reach.STRUCK; i++) {
      last = tryOnce(point);
    }
    switch (last.reach()) {
      case STRUCK -> verdicts.struck(point);
      case ABSENT -> verdicts.absent(point);
      case UNREACHED -> verdicts.unreached(point, last.why());
    }
  }

  private record Outcome(Reach reach, String why) {
    static Outcome unreached(Exception why) {
      return new Outcome(Reach.UNREACHED, why.toString());
    }
  }

  private Outcome tryOnce(Point point) throws InterruptedException {
    Trial trial;
    try {
      trial = beginning.of(point);
    } catch (IOException | RuntimeException e) {
      return Outcome.unreached(e);
    }
    try (trial) {
      Reach reach = trial.strike();
      if (reach == Reach.STRUCK) {
        trial.answer();
      }
      trial.clear();
      return new Outcome(reach, "the server did not do all its work, nor was it struck");
    } catch (IOException | RuntimeException e) {
      if (!trial.isStruck()) {
        return Outcome.unreached(e);
      }
      verdicts.startFailed("after the strike at " + point + ": " + e);
      return new Outcome(Reach.STRUCK, "");
    }
  }
}
