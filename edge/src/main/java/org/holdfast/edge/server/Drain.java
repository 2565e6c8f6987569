package org.holdfast.edge.server;

/// Whether the server is draining, and how many requests are under way.
final class Drain {
  private volatile boolean begun;
  private int underWay;

  boolean begun() {
    return begun;
  }

  void begin() {
    begun = true;
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
