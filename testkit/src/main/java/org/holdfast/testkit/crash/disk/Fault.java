package org.holdfast.testkit.crash.disk;

import java.util.Arrays;
import java.util.List;

/// What can go wrong at an operation.
public enum Fault {
  /// SIGKILL before it.
  KILL_BEFORE(true),
  /// SIGKILL after it, before the process hears of its success.
  KILL_AFTER(true),
  /// No space left on device; of a write, the first half is there.
  NO_SPACE(false),
  /// Input/output error; nothing is done.
  IO_ERROR(false),
  /// SIGKILL when half of a write is done.
  TORN_WRITE(true),
  /// A write of half the bytes that reports success, as POSIX allows.
  SHORT_WRITE(false),
  /// The power goes after it; all that was not synced is gone.
  POWER_LOSS(true),
  /// The power goes after it; of what was not synced, some parts are gone.
  POWER_LOSS_IN_PART(true);

  private final boolean deadly;

  Fault(boolean deadly) {
    this.deadly = deadly;
  }

  /// Whether the process ends of it at once.
  public boolean isDeadly() {
    return deadly;
  }

  /// Whether unsynced changes have to be remembered for it.
  boolean isPowerLoss() {
    return this == POWER_LOSS || this == POWER_LOSS_IN_PART;
  }

  /// Those that can happen at an operation.
  public static List<Fault> of(Operation operation) {
    return Arrays.stream(values()).filter(fault -> fault.fits(operation)).toList();
  }

  private boolean fits(Operation operation) {
    return switch (this) {
      case KILL_BEFORE, KILL_AFTER, NO_SPACE, IO_ERROR, POWER_LOSS, POWER_LOSS_IN_PART -> true;
      case TORN_WRITE, SHORT_WRITE -> operation == Operation.WRITE;
    };
  }
}
