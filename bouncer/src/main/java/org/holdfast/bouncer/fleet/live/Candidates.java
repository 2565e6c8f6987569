package org.holdfast.bouncer.fleet.live;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.directory.Collector;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.directory.HelperNode;
import org.holdfast.bouncer.directory.TypedAddress;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.PublishedAddress;

/// Makes a snapshot of addresses that may stand in answers.
///
/// A collector's first address is an `https` one where it has any: ooniprobe runs nothing with an
/// onion name of 56 characters, and old clients look at the first alone (legacy contract §2.7).
final class Candidates {
  private Candidates() {}

  /// One address that may stand in answers.
  record Candidate(NodeName node, int capacity, PublishedAddress address) {
    static Candidate of(Heartbeat heartbeat, PublishedAddress address) {
      return new Candidate(heartbeat.node(), heartbeat.capacity(), address);
    }
  }

  private record Node(
      int capacity, List<TypedAddress> collector, Map<String, List<TypedAddress>> helpers) {}

  /// The well addresses of nodes that are in answers.
  static List<Candidate> among(List<NodeStatus> nodes) {
    List<Candidate> candidates = new ArrayList<>();
    for (NodeStatus node : nodes) {
      if (node.inAnswers()) {
        Heartbeat last = node.node().last().orElseThrow();
        node.addresses().stream()
            .filter(NodeStatus.AddressStatus::well)
            .forEach(address -> candidates.add(Candidate.of(last, address.address())));
      }
    }
    return candidates;
  }

  /// @param fallback collectors and helpers where there are none among the candidates
  /// @param pins nodes by nettest; one that is no candidate pins nothing
  static FleetSnapshot snapshot(
      List<Candidate> candidates, FleetSnapshot fallback, Map<String, NodeName> pins) {
    Map<NodeName, Node> nodes = new TreeMap<>();
    for (Candidate candidate : candidates) {
      Node node =
          nodes.computeIfAbsent(
              candidate.node(),
              name -> new Node(candidate.capacity(), new ArrayList<>(), new LinkedHashMap<>()));
      PublishedAddress address = candidate.address();
      (address.isCollector()
              ? node.collector
              : node.helpers.computeIfAbsent(address.service(), name -> new ArrayList<>()))
          .add(address.address());
    }
    if (nodes.isEmpty()) {
      return fallback;
    }
    Map<NodeName, Collector> collectors = new LinkedHashMap<>();
    List<HelperNode> helpers = new ArrayList<>();
    nodes.forEach(
        (name, node) ->
            collector(node)
                .ifPresentOrElse(
                    collector -> collectors.put(name, collector),
                    () -> helpers.add(new HelperNode(node.helpers, node.capacity))));
    Map<String, List<TypedAddress>> missing = new LinkedHashMap<>(fallback.openTestHelpers());
    nodes.values().forEach(node -> missing.keySet().removeAll(node.helpers.keySet()));
    List<Collector> told = new ArrayList<>(collectors.values());
    if (told.isEmpty()) {
      told.addAll(fallback.openCollectors().stream().map(Candidates::withoutHelpers).toList());
    }
    if (!missing.isEmpty()) {
      helpers.add(new HelperNode(missing, 1));
    }
    Map<String, Collector> pinned = new LinkedHashMap<>();
    pins.forEach(
        (netTest, node) ->
            Optional.ofNullable(collectors.get(node))
                .ifPresent(collector -> pinned.put(netTest, collector)));
    return FleetSnapshot.rotating(told, helpers, pinned);
  }

  private static Optional<Collector> collector(Node node) {
    List<TypedAddress> addresses = new ArrayList<>(node.collector);
    addresses.sort(Comparator.comparingInt(address -> rank(address.type())));
    return addresses.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Collector(
                addresses.getFirst(),
                addresses.subList(1, addresses.size()),
                node.helpers,
                Optional.empty(),
                node.capacity));
  }

  private static Collector withoutHelpers(Collector collector) {
    return new Collector(
        collector.primary(), collector.alternates(), Map.of(), Optional.empty(), 1);
  }

  private static int rank(AddressType type) {
    return switch (type) {
      case HTTPS -> 0;
      case HTTP -> 1;
      case CLOUDFRONT -> 2;
      case ONION -> 3;
      case LEGACY -> 4;
    };
  }
}
