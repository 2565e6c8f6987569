package org.holdfast.edge.admission;

import java.util.concurrent.Semaphore;

/// A request's turn at the processors. Many requests may be let in at once, because most of them
/// wait for the disk; but only a few compute at the same time. Virtual threads take the processors
/// first come, first served and are not interrupted: without this a hundred requests that parse
/// would stand before every refusal, and "come back later" would be said late when it matters most.
///
/// What a request does while it waits for something other than a processor it does [#aside], or
/// after the [#end] of its turn. On a thread without a request both do nothing.
public final class Turn {
  private static final int PER_PROCESSOR = 2;
  private static final int AT_LEAST = 4;
  private static final ScopedValue<Turn> OF_REQUEST = ScopedValue.newInstance();

  private final Semaphore turns;
  private boolean held;

  private Turn(Semaphore turns) {
    this.turns = turns;
  }

  /// So many turns as this machine has use for.
  static Semaphore turns() {
    return turns(Math.max(AT_LEAST, PER_PROCESSOR * Runtime.getRuntime().availableProcessors()));
  }

  static Semaphore turns(int atOnce) {
    return new Semaphore(atOnce, true);
  }

  /// Handles a request within which a turn can [#begin].
  static <T, E extends Exception> T during(Semaphore turns, ScopedValue.CallableOp<T, E> work)
      throws E {
    Turn turn = new Turn(turns);
    try {
      return ScopedValue.where(OF_REQUEST, turn).call(work);
    } finally {
      turn.giveBack();
    }
  }

  /// Waits for the current request's turn.
  static void begin() throws InterruptedException {
    if (OF_REQUEST.isBound() && !OF_REQUEST.get().held) {
      OF_REQUEST.get().turns.acquire();
      OF_REQUEST.get().held = true;
    }
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
    boolean held = OF_REQUEST.isBound() && OF_REQUEST.get().held;
    end();
    return held ? Turn::begin : () -> {};
  }

  /// Ends when it is closed.
  @FunctionalInterface
  public interface Aside extends AutoCloseable {
    @Override
    void close() throws InterruptedException;
  }
}
