package org.holdfast.testkit.crash;

/// When in the life of a server an operation happens.
public enum Phase {
  /// While it starts in a directory where nothing is yet.
  FIRST_START,
  /// While it starts where another was killed: recovery, and what had been left to do.
  RESTART,
  /// While probes hand in, and what they handed in goes to the archive.
  WORK
}
