package org.holdfast.testkit.crash;

/// Whether a server came past a point.
enum Reach {
  STRUCK,
  /// It did all there was to do, with fewer operations of that kind.
  ABSENT,
  /// It could not be told.
  UNREACHED
}
