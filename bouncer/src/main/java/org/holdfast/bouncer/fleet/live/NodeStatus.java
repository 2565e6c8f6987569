package org.holdfast.bouncer.fleet.live;

import java.util.List;
import java.util.Optional;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.PublishedAddress;

/// A node as operators are shown it.
///
/// @param inAnswers whether probes are sent there
/// @param reason why they are not; empty if they are
/// @param silentSeconds since this bouncer noticed a heartbeat; empty if it never did
public record NodeStatus(
    KnownNode node,
    boolean inAnswers,
    String reason,
    Optional<Long> silentSeconds,
    List<AddressStatus> addresses) {
  public NodeStatus {
    addresses = List.copyOf(addresses);
  }

  /// One of its addresses.
  ///
  /// @param reason why it is not handed out; empty if it is
  /// @param answeredSecondsAgo since an exchange of this bouncer with it last went well; empty if
  ///   none ever did
  public record AddressStatus(
      PublishedAddress address, boolean well, String reason, Optional<Long> answeredSecondsAgo) {}
}
