package org.holdfast.bouncer.fleet;

import java.time.Instant;
import java.util.List;

/// What a node says of itself every second or so.
///
/// Heartbeats of a node are ordered by boot, then by sequence, and a directory takes only what
/// comes after the last one it took: no clock decides, so that a wrong one keeps no node out, and
/// what was overheard is of no use (not even the last one, should the node be cut off: it is one
/// claim, and claims bring nobody into answers).
///
/// @param fleet the fleet it is meant for, as [org.holdfast.model.id.FleetKey#fleetName] tells
/// @param boot larger at each start of the node
/// @param sequence larger with each heartbeat since then
/// @param sent by the node's clock; shown to operators as its skew and used for nothing else
/// @param version of the node's software
/// @param roles what the node does, for operators
/// @param capacity its share of what comes, relative to other nodes: 1 to 1000
/// @param load how busy it is, 1 being all it can; for operators
/// @param addresses all it is reached at, at most [#ADDRESSES_MAX]
public record Heartbeat(
    NodeName node,
    String fleet,
    long boot,
    long sequence,
    Instant sent,
    NodeState state,
    String version,
    List<String> roles,
    int capacity,
    double load,
    List<PublishedAddress> addresses) {
  public static final int ADDRESSES_MAX = 32;
  public static final int CAPACITY_MAX = 1000;

  public Heartbeat {
    roles = List.copyOf(roles);
    addresses = List.copyOf(addresses);
  }

  /// Whether it comes after another one of the same node.
  public boolean isAfter(Heartbeat other) {
    return boot > other.boot || (boot == other.boot && sequence > other.sequence);
  }
}
