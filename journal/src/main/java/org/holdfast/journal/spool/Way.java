package org.holdfast.journal.spool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Queue;

/// Which way records go, direct or through the spool; the package page says when it changes. Safe
/// for concurrent use.
///
/// Records keep arriving while the spool is drained, so that the moment in which it is empty might
/// never come. When little is left, the drain therefore *holds* new records back, finishes what is
/// in the spool, and lets them go the direct way; or through the spool, if it does not finish soon.
///
/// @param <T> what is held back
final class Way<T> {
  /// More than this is never held back.
  private static final int HELD_MAX = 4_096;

  private enum State {
    DIRECT,
    SPOOLING,
    HOLDING
  }

  /// What is to be done with a record.
  enum Direction {
    DIRECT,
    SPOOL,
    /// Nothing for now.
    HELD
  }

  private final Deque<T> held = new ArrayDeque<>();
  private int onTheirWayIn;
  private volatile State state = State.SPOOLING;

  /// Whether records go through the spool, or are held back because of it.
  boolean isSpooling() {
    return state != State.DIRECT;
  }

  /// Where a record goes. Who is told to spool it says when it is in, by [#enteredSpool].
  ///
  /// @param avoidDirect whether the direct way is of no use now
  Direction enter(T record, boolean avoidDirect) {
    return !avoidDirect && state == State.DIRECT
        ? Direction.DIRECT
        : enterLocked(record, avoidDirect);
  }

  private synchronized Direction enterLocked(T record, boolean avoidDirect) {
    if (state == State.DIRECT && !avoidDirect) {
      return Direction.DIRECT;
    }
    if (state == State.HOLDING && !avoidDirect && held.size() < HELD_MAX) {
      held.add(record);
      return Direction.HELD;
    }
    enterSpool();
    return Direction.SPOOL;
  }

  /// From now on records go through the spool, and one is on its way into it.
  synchronized void enterSpool() {
    if (state == State.DIRECT) {
      state = State.SPOOLING;
    }
    onTheirWayIn++;
  }

  /// One record is in the spool, for all to see, or refused.
  synchronized void enteredSpool() {
    onTheirWayIn--;
  }

  /// Whether every record that was to be spooled can be seen there.
  synchronized boolean allEntered() {
    return onTheirWayIn == 0;
  }

  /// Holds new records back.
  synchronized void hold() {
    state = State.HOLDING;
  }

  /// Ends the holding: the direct way is open, if nothing was on its way into the spool. Empty if
  /// it was.
  ///
  /// @return what was held back, to be sent directly
  synchronized Optional<Queue<T>> goDirect() {
    if (onTheirWayIn > 0) {
      return Optional.empty();
    }
    state = State.DIRECT;
    return Optional.of(takeHeld());
  }

  /// Ends the holding without success.
  ///
  /// @return what was held back, to be spooled; each counts as on its way in
  synchronized Queue<T> goOnSpooling() {
    if (state == State.HOLDING) {
      state = State.SPOOLING;
    }
    onTheirWayIn += held.size();
    return takeHeld();
  }

  private Queue<T> takeHeld() {
    Queue<T> taken = new ArrayDeque<>(held);
    held.clear();
    return taken;
  }
}
