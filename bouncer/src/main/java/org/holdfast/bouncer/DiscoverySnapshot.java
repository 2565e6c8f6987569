package org.holdfast.bouncer;

import java.util.Optional;
import org.holdfast.bouncer.circumvention.Tools;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.run.RunLinks;
import org.holdfast.bouncer.testlist.TestList;

/// Everything answers are made of, as it is at one moment. Immutable: what a request takes from it
/// stays as it is, whatever changes meanwhile.
///
/// @param fleet collectors and test helpers; empty while nobody knows any, which is told to probes
///   as a failure of ours
/// @param testList what check-in and the like hand out
/// @param tools inputs of the nettests of circumvention tools
/// @param runLinks OONI Run
public record DiscoverySnapshot(
    Optional<FleetSnapshot> fleet, TestList testList, Tools tools, RunLinks runLinks) {
  /// A fleet and a list, and nothing else.
  public static DiscoverySnapshot of(FleetSnapshot fleet, TestList testList) {
    return new DiscoverySnapshot(Optional.of(fleet), testList, Tools.NONE, RunLinks.NONE);
  }

  /// The same with another fleet.
  public DiscoverySnapshot with(FleetSnapshot other) {
    return new DiscoverySnapshot(Optional.of(other), testList, tools, runLinks);
  }
}
