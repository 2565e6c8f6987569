package org.holdfast.testkit.traffic;

/// What becomes of a measurement once it was accepted.
public enum Fate {
  /// It is searchable and archived.
  PUBLISHED,
  /// Nobody can read it as a measurement: kept whole, not published.
  QUARANTINED
}
