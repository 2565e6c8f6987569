package org.holdfast.edge.admission;

import java.util.concurrent.Semaphore;

/// A request's turn at the processors. Many requests may be let in at once, because most of them
/// wait for the disk; but only a few compute at the same time, one for each processor and one that
/// is ready when another waits. More would not be faster, and all together would leave little to
/// those to whom they give way (see [Desks]).
///
/// What a request does while it waits for something other than a processor it does [#aside], or
/// after the [#end] of its turn. On a thread without a request both do nothing.
public final class Turn {
  private static final ScopedValue<Turn> OF_REQUEST = ScopedValue.newInstance();

  private final Semaphore turns;
  private boolean held;

  private Turn(Semaphore turns) {
    this.turns = turns;
  }

  /// So many turns as this machine has use for.
  static Semaphore turns() {
    return turns(Runtime.getRuntime().availableProcessors() + 1);
  }

  /// Not first come, first served: a turn that is handed over waits for whoever has it next to wake
  /// up, with nobody computing meanwhile, and that cost a fifth of the capacity.
  static Semaphore turns(int atOnce) {
    return new Semaphore(atOnce);
  }

  /// Waits for a turn and handles a request in it.
  static <T, E extends Exception> T during(Semaphore turns, ScopedValue.CallableOp<T, E> work)
      throws E, InterruptedException {
    Turn turn = new Turn(turns);
    turn.take();
    try {
      return ScopedValue.where(OF_REQUEST, turn).call(work);
    } finally {
      turn.giveBack();
    }
  }

  private void take() throws InterruptedException {
    turns.acquire();
    held = true;
  }

  /// The current request has little left to compute.
  public static void end() {
    if (OF_REQUEST.isBound()) {
      OF_REQUEST.get().giveBack();
    }
  }

  private void giveBack() {
    if (held) {
      held = false;
      turns.release();
    }
  }

  /// A time in which the current request waits and others compute; its turn comes again with the
  /// end of that.
  public static Aside aside() {
    if (!OF_REQUEST.isBound() || !OF_REQUEST.get().held) {
      return () -> {};
    }
    Turn turn = OF_REQUEST.get();
    turn.giveBack();
    return turn::take;
  }

  /// Ends when it is closed.
  @FunctionalInterface
  public interface Aside extends AutoCloseable {
    @Override
    void close() throws InterruptedException;
  }
}
