package org.holdfast.journal.segment;

/// Waiting for the journal's own threads.
final class Threads {
  private Threads() {}

  /// Returns when the thread has ended, also if the caller is interrupted meanwhile; the interrupt
  /// is kept.
  static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
