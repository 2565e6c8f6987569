package org.holdfast.bouncer.fleet.live;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.live.Candidates.Candidate;

/// What a bouncer tells at one moment, and why.
///
/// @param snapshot what probes are told; without collectors while nobody is known
/// @param told the addresses in it
/// @param status all nodes, for operators
/// @param missed the services told from their last good addresses
/// @param owners who was seen at work behind an address, by the address's key; not behind a bare
///   port, where nobody says whose it is, and several may name the same
record View(
    FleetSnapshot snapshot,
    List<Candidate> told,
    List<NodeStatus> status,
    Set<String> missed,
    Map<String, NodeName> owners) {
  static final View NOTHING = new View(FleetSnapshot.EMPTY, List.of(), List.of(), Set.of());

  View(FleetSnapshot snapshot, List<Candidate> told, List<NodeStatus> status, Set<String> missed) {
    this(snapshot, told, status, missed, owners(status));
  }

  View {
    told = List.copyOf(told);
    status = List.copyOf(status);
    missed = Set.copyOf(missed);
    owners = Map.copyOf(owners);
  }

  private static Map<String, NodeName> owners(List<NodeStatus> status) {
    Map<String, NodeName> owners = new LinkedHashMap<>();
    for (NodeStatus node : status) {
      node.addresses().stream()
          .filter(NodeStatus.AddressStatus::well)
          .map(NodeStatus.AddressStatus::address)
          .filter(address -> address.address().type() != AddressType.LEGACY)
          .forEach(address -> owners.put(address.key(), node.node().name()));
    }
    return owners;
  }

  long nodesInAnswers() {
    return status.stream().filter(NodeStatus::inAnswers).count();
  }
}
