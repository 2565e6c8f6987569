package org.holdfast.bouncer.fleet.enrol;

import java.util.List;
import org.holdfast.bouncer.fleet.NodeState;
import org.holdfast.bouncer.fleet.PublishedAddress;

/// What a node has to say of itself at this moment; see [org.holdfast.bouncer.fleet.Heartbeat] for
/// the members.
public record SelfPortrait(
    NodeState state,
    String version,
    List<String> roles,
    int capacity,
    double load,
    List<PublishedAddress> addresses) {
  public SelfPortrait {
    roles = List.copyOf(roles);
    addresses = List.copyOf(addresses);
  }
}
