package org.holdfast.app.rollout;

import java.time.Clock;
import java.time.Duration;
import org.holdfast.bouncer.fleet.Act;
import org.holdfast.bouncer.fleet.FleetUnavailableException;
import org.holdfast.bouncer.fleet.RolloutStore;

/// The right of one command to move the fleet's roll-out on. It counts the kept state up at least
/// every second, and whoever sees that nobody does so for [#ABANDONED_AFTER] may take it over. No
/// clocks are compared. Used by one thread.
final class RolloutTurn {
  static final Duration ABANDONED_AFTER = Duration.ofSeconds(15);

  private static final Duration RENEWED_EVERY = Duration.ofSeconds(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final RolloutStore store;
  private final String who;
  private final Clock clock;
  private final Pace pace;
  private long turn;
  private Rollout rollout;
  private long keptAtNanos;

  private RolloutTurn(
      RolloutStore store, String who, Clock clock, Pace pace, long turn, Rollout rollout) {
    this.store = store;
    this.who = who;
    this.clock = clock;
    this.pace = pace;
    this.turn = turn;
    this.rollout = rollout;
    this.keptAtNanos = pace.nanos();
  }

  /// Takes the place of what was read.
  ///
  /// @throws RolloutException if somebody else was quicker
  static RolloutTurn take(
      RolloutStore store,
      RolloutStore.Kept kept,
      Rollout rollout,
      String who,
      Clock clock,
      Pace pace)
      throws RolloutException {
    if (!store.keepRollout(kept.turn(), rollout.text())) {
      throw new RolloutException("another roll-out has begun at this moment");
    }
    store.noteRollout(
        rollout.id(),
        "unfinished or none",
        rollout.phase() + " " + rollout.release(),
        act(who, clock, rollout));
    return new RolloutTurn(store, who, clock, pace, kept.turn() + 1, rollout);
  }

  /// Waits until nobody has moved for [#ABANDONED_AFTER].
  ///
  /// @throws RolloutException if somebody does
  static void awaitAbandoned(RolloutStore store, RolloutStore.Kept kept, Pace pace)
      throws RolloutException, InterruptedException {
    long end = pace.nanos() + ABANDONED_AFTER.toNanos();
    while (pace.nanos() - end < 0) {
      if (store.rollout().turn() != kept.turn()) {
        throw new RolloutException("another roll-out is under way; let it end first");
      }
      pace.pause(BETWEEN_LOOKS);
    }
  }

  Rollout rollout() {
    return rollout;
  }

  /// Keeps what is next, before it is done.
  void keep(Rollout next) throws RolloutException, InterruptedException {
    if (next.phase() != rollout.phase()) {
      store.noteRollout(
          next.id(), rollout.phase().name(), next.phase().name(), act(who, clock, next));
    }
    rollout = next;
    write();
  }

  /// Says that this command is still there.
  void renew() throws RolloutException, InterruptedException {
    if (pace.nanos() - keptAtNanos > RENEWED_EVERY.toNanos()) {
      write();
    }
  }

  private void write() throws RolloutException, InterruptedException {
    while (true) {
      try {
        if (!store.keepRollout(turn, rollout.text()) && !isWritten()) {
          throw new RolloutException("another command has taken this roll-out over");
        }
        turn++;
        keptAtNanos = pace.nanos();
        return;
      } catch (FleetUnavailableException e) {
        // Half of the time, since a moment passes between a look here and a step that follows.
        if (pace.nanos() - keptAtNanos > ABANDONED_AFTER.dividedBy(2).toNanos()) {
          throw new RolloutException(
              "the directory's database does not answer; nothing more was done, go on with --resume"
                  + " or --roll-back when it does");
        }
        pace.pause(BETWEEN_LOOKS);
      }
    }
  }

  /// The answer to a turn that was taken may be lost.
  private boolean isWritten() {
    RolloutStore.Kept kept = store.rollout();
    return kept.turn() == turn + 1 && kept.state().equals(rollout.text());
  }

  private static Act act(String who, Clock clock, Rollout rollout) {
    return new Act(
        who, clock.instant(), rollout.why().isEmpty() ? "upgrade --fleet" : rollout.why());
  }
}
