package org.holdfast.bouncer.fleet.health;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Whether one address may stand in answers, by what this bouncer has seen. Not thread-safe.
///
/// An address is well when both its looks and its exercises are. Looks become ill after [#FALL]
/// failures in a row, and well after some successes in a row: [#RISE], and [#RISE_PER_FLAP] more
/// for each time it fell within [#FLAPS_COUNT_FOR], up to [#RISE_MAX], so that what comes and goes
/// is out rather than in. Whoever's looks were ill has to pass an exercise again. Exercises become
/// ill after [#FALL] failures in a row, since one may have hit a moment of overload, and well after
/// one success.
final class AddressHealth {
  static final int FALL = 2;
  static final int RISE = 2;
  static final int RISE_PER_FLAP = 2;
  static final int RISE_MAX = 8;
  static final Duration FLAPS_COUNT_FOR = Duration.ofMinutes(1);

  private final Deque<Long> fallsAtNanos = new ArrayDeque<>();
  private int looksInARow;
  private int failedLooksInARow;
  private int failedExercisesInARow;
  private boolean looksWell;
  private boolean exercisesWell;
  private boolean exercised;
  private boolean concluded;
  private String lookFault = "not looked at yet";
  private String exerciseFault = "not exercised yet";

  void look(Optional<String> fault, long nowNanos) {
    if (fault.isPresent()) {
      looksInARow = 0;
      failedLooksInARow++;
      lookFault = fault.get();
      if (failedLooksInARow >= FALL) {
        concluded = true;
        if (looksWell) {
          fallsAtNanos.addLast(nowNanos);
          looksWell = false;
        }
        exercisesWell = false;
        exerciseFault = "to be exercised again";
      }
      return;
    }
    failedLooksInARow = 0;
    looksInARow++;
    looksWell |= looksInARow >= neededToRise(nowNanos);
  }

  void exercise(Optional<String> fault) {
    exercised = true;
    if (fault.isEmpty()) {
      failedExercisesInARow = 0;
      exercisesWell = true;
    } else {
      failedExercisesInARow++;
      exerciseFault = fault.get();
      exercisesWell &= failedExercisesInARow < FALL;
    }
    concluded |= looksWell && (exercisesWell || failedExercisesInARow >= FALL);
  }

  private int neededToRise(long nowNanos) {
    while (!fallsAtNanos.isEmpty()
        && nowNanos - fallsAtNanos.getFirst() > FLAPS_COUNT_FOR.toNanos()) {
      fallsAtNanos.removeFirst();
    }
    return Math.min(RISE_MAX, RISE + RISE_PER_FLAP * fallsAtNanos.size());
  }

  boolean isWell() {
    return looksWell && exercisesWell;
  }

  /// Whether enough was seen to say either.
  boolean isConcluded() {
    return concluded || isWell();
  }

  /// Whether its looks fail, so that an exercise would decide nothing.
  boolean isUnanswered() {
    return failedLooksInARow >= FALL;
  }

  /// Whether an exercise would decide something: looks answer, and the last exercise was none or
  /// failed.
  boolean awaitsExercise() {
    return failedLooksInARow == 0
        && looksInARow > 0
        && (!exercised || !exercisesWell || failedExercisesInARow > 0);
  }

  /// Why it is not well; empty if it is.
  String reason() {
    if (isWell()) {
      return "";
    }
    if (!looksWell) {
      return failedLooksInARow > 0 || looksInARow == 0
          ? lookFault
          : "answers again; not yet often enough in a row";
    }
    return exerciseFault;
  }
}
