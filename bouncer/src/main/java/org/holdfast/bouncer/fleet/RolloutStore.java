package org.holdfast.bouncer.fleet;

/// Where a roll-out of a release over the fleet keeps how far it has come, so that there is one at
/// a time and another command can go on with it.
public interface RolloutStore {
  /// What stands there.
  ///
  /// @param turn counts the changes
  /// @param state in the writer's own format; empty if there never was a roll-out
  record Kept(long turn, String state) {}

  /// @throws FleetUnavailableException while the database does not answer
  Kept rollout();

  /// Takes the next turn, if nobody else did.
  ///
  /// @param turn the one that was read
  /// @return whether the state was changed, the turn being one more now
  /// @throws FleetUnavailableException while the database does not answer
  boolean keepRollout(long turn, String state);

  /// Notes in the history of the fleet what became of a roll-out.
  void noteRollout(String rollout, String before, String after, Act act);
}
