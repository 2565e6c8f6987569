package org.holdfast.testkit.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Waiting for what a server does by itself.
final class Waits {
  private static final Duration LOOK = Duration.ofMillis(5);

  /// A server without work that has done nothing for so long has nothing left to do.
  private static final Duration QUIET = Duration.ofMillis(1_500);

  private Waits() {}

  /// Waits until it is struck, or has done all that it does without work.
  ///
  /// @return whether it has done all
  static boolean untilStruckOrQuiet(Life life, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    long quietSince = System.nanoTime();
    int operations = 0;
    while (life.isAlive() && System.nanoTime() < deadline) {
      Trace trace = life.trace();
      if (trace.struck()) {
        return false;
      }
      if (System.nanoTime() - quietSince > QUIET.toNanos()) {
        return true;
      }
      if (trace.operations() != operations) {
        operations = trace.operations();
        quietSince = System.nanoTime();
      }
      LockSupport.parkNanos(LOOK.toNanos() * 4);
    }
    return false;
  }

  /// Waits until it has ended.
  static void untilEnded(Life life, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (life.isAlive() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
