package org.holdfast.bouncer.fleet.live;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.holdfast.bouncer.fleet.FleetRecords;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.live.Candidates.Candidate;

/// What a bouncer has to know to answer while it starts without the database: the nodes, without
/// what changes with each heartbeat, and which of their addresses were told last.
///
/// @param told node and address key, separated by a space
record Remembered(List<KnownNode> nodes, Map<String, NodeName> pins, Set<String> told) {
  Remembered {
    nodes = List.copyOf(nodes);
    pins = Map.copyOf(new TreeMap<>(pins));
    told = Set.copyOf(told);
  }

  static Remembered of(FleetRecords records, List<Candidate> told) {
    return new Remembered(
        records.nodes().stream()
            .filter(node -> node.publicKey().isPresent() && node.last().isPresent())
            .map(Remembered::still)
            .toList(),
        records.pins(),
        told.stream()
            .map(candidate -> told(candidate.node(), candidate.address()))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static KnownNode still(KnownNode node) {
    return new KnownNode(
        node.name(),
        Optional.empty(),
        node.publicKey(),
        node.wanted(),
        Instant.EPOCH,
        node.last().map(Remembered::still),
        Optional.empty());
  }

  private static Heartbeat still(Heartbeat last) {
    return new Heartbeat(
        last.node(),
        last.fleet(),
        1,
        1,
        Instant.EPOCH,
        last.state(),
        last.version(),
        last.roles(),
        last.capacity(),
        0,
        last.addresses());
  }

  private static String told(NodeName node, PublishedAddress address) {
    return node + " " + address.key();
  }

  FleetRecords records() {
    return new FleetRecords(nodes, List.of(), pins);
  }

  List<Candidate> candidates() {
    return nodes.stream()
        .flatMap(
            node ->
                node.last().stream()
                    .flatMap(
                        last ->
                            last.addresses().stream()
                                .filter(address -> told.contains(told(node.name(), address)))
                                .map(address -> Candidate.of(last, address))))
        .toList();
  }
}
