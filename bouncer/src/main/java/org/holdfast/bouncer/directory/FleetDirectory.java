package org.holdfast.bouncer.directory;

/// The current view of the fleet. Safe for concurrent use; answers from memory at once, whatever
/// state its source is in.
@FunctionalInterface
public interface FleetDirectory {
  /// The last good snapshot.
  FleetSnapshot snapshot();

  /// A fleet that stays as it is.
  static FleetDirectory of(FleetSnapshot snapshot) {
    return () -> snapshot;
  }
}
