package org.holdfast.app.fleettest;

/// What happens to a light node, as it looks from outside.
enum Fault {
  /// As after SIGKILL: connections are reset, nobody listens.
  KILLED(true),
  /// As after SIGSTOP: the system goes on connecting, nobody reads.
  STOPPED(true),
  /// Requests are read and never answered.
  HALF_OPEN(true),
  /// Answers come after five seconds.
  SLOW(true),
  /// Nobody listens and the queue of connections is full, so that attempts to connect get no reply.
  BLACK_HOLE(true),
  /// It answers with the signature of another key.
  WRONG_IDENTITY(true),
  /// It acknowledges what it does not keep, or returns what a helper would never find.
  LIES(true),
  /// It has no room and says so.
  FULL_DISK(true),
  /// Its clock is an hour off, which is nobody's business.
  CLOCK_JUMP(false);

  /// Between two exercises, which alone show some faults, at most.
  private static final long EXERCISE_NANOS = Bouncer.EXERCISE_EVERY.toNanos() * 12 / 10;

  private final boolean deadly;

  Fault(boolean deadly) {
    this.deadly = deadly;
  }

  /// How long nobody can know of it.
  long hiddenNanos() {
    return this == LIES || this == FULL_DISK ? EXERCISE_NANOS : 0;
  }

  /// Whether probes must not be sent there meanwhile.
  boolean isDeadly() {
    return deadly;
  }
}
