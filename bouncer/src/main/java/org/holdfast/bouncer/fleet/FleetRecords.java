package org.holdfast.bouncer.fleet;

import java.util.List;
import java.util.Map;

/// All a store knows at one moment.
///
/// @param pins nodes by the nettest whose measurements go there
public record FleetRecords(
    List<KnownNode> nodes, List<Verdict> verdicts, Map<String, NodeName> pins) {
  /// Nobody is enrolled.
  public static final FleetRecords EMPTY = new FleetRecords(List.of(), List.of(), Map.of());

  public FleetRecords {
    nodes = List.copyOf(nodes);
    verdicts = List.copyOf(verdicts);
    pins = Map.copyOf(pins);
  }
}
