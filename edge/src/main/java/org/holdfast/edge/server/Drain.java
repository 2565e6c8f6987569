package org.holdfast.edge.server;

/// How the server takes leave of its clients, and how many requests are under way.
final class Drain {
  /// What connections are told and how long idle ones may stay.
  enum Phase {
    /// Everything stays open.
    SERVING,
    /// A successor serves beside us and nobody is in a hurry: each connection is told with its next
    /// answer that it ends, and an idle one stays as long as it always may. Closing it sooner would
    /// cut off the request that a client sends at that moment (U8, U9).
    HANDING_OVER,
    /// Nobody will be here soon: idle connections are closed after [Deadlines#drainIdle()], too.
    STOPPING
  }

  private volatile Phase phase = Phase.SERVING;
  private int underWay;

  /// Whether connections are told that they end.
  boolean begun() {
    return phase != Phase.SERVING;
  }

  boolean isStopping() {
    return phase == Phase.STOPPING;
  }

  /// Nothing comes after STOPPING.
  synchronized void enterPhase(Phase next) {
    if (phase != Phase.STOPPING) {
      phase = next;
    }
  }

  synchronized void enter() {
    underWay++;
  }

  synchronized void leave() {
    underWay--;
    if (underWay == 0) {
      notifyAll();
    }
  }

  /// Waits until no request is under way.
  synchronized boolean awaitQuiet(long deadlineNanos) throws InterruptedException {
    while (underWay > 0) {
      long left = (deadlineNanos - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
