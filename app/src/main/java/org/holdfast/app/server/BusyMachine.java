package org.holdfast.app.server;

import java.time.Duration;

/// Whether this machine has two servers to feed: during an upgrade, seen from either of them. A
/// process that starts and compiles its code can keep the processors for a second or two; what
/// comes meanwhile is worth waiting for, since it is known to end. Thread-safe.
public final class BusyMachine {
  /// A successor that has everything still compiles what it does often.
  private static final Duration SETTLES_WITHIN = Duration.ofSeconds(10);

  private final long settlesNanos;
  private volatile boolean busy;
  private volatile long endedAt;

  BusyMachine() {
    this(SETTLES_WITHIN);
  }

  BusyMachine(Duration settlesWithin) {
    this.settlesNanos = settlesWithin.toNanos();
    this.endedAt = System.nanoTime() - settlesNanos;
  }

  void begin() {
    busy = true;
  }

  void end() {
    endedAt = System.nanoTime();
    busy = false;
  }

  /// Also for some seconds afterwards.
  public boolean isBusy() {
    return busy || System.nanoTime() - endedAt < settlesNanos;
  }
}
