package org.holdfast.bouncer.fleet.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.NodeState;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.health.AddressWatch;

/// Whether probes are sent to a node, through which addresses, and why not.
final class NodeJudgement {
  private static final AddressWatch.Seen NOTHING_SEEN =
      new AddressWatch.Seen(false, false, "not looked at yet");

  private NodeJudgement() {}

  /// @param seen what this bouncer saw of an address; empty if it does not look yet
  /// @param well what the bouncers together say of it
  static NodeStatus of(
      KnownNode node,
      Optional<Long> silentSeconds,
      Function<PublishedAddress, Optional<AddressWatch.Seen>> seen,
      BiPredicate<PublishedAddress, AddressWatch.Seen> well) {
    List<NodeStatus.AddressStatus> addresses = addresses(node, seen, well);
    Optional<String> withheld = withheld(node);
    boolean inAnswers =
        withheld.isEmpty() && addresses.stream().anyMatch(NodeStatus.AddressStatus::well);
    return new NodeStatus(
        node, inAnswers, reason(withheld, inAnswers, addresses), silentSeconds, addresses);
  }

  /// Onion names that nobody looks at come after the others and go with them: all well, or none.
  private static List<NodeStatus.AddressStatus> addresses(
      KnownNode node,
      Function<PublishedAddress, Optional<AddressWatch.Seen>> seen,
      BiPredicate<PublishedAddress, AddressWatch.Seen> well) {
    List<NodeStatus.AddressStatus> judged = new ArrayList<>();
    List<PublishedAddress> onions = new ArrayList<>();
    for (PublishedAddress address : node.last().map(Heartbeat::addresses).orElse(List.of())) {
      Optional<AddressWatch.Seen> looked = seen.apply(address);
      if (address.address().type() == AddressType.ONION && looked.isEmpty()) {
        onions.add(address);
      } else {
        AddressWatch.Seen own = looked.orElse(NOTHING_SEEN);
        boolean isWell = well.test(address, own);
        String reason = own.well() ? "most other bouncers find it ill" : own.reason();
        judged.add(
            new NodeStatus.AddressStatus(
                address,
                isWell,
                isWell ? "" : reason,
                own.answeredAtNanos().map(NodeJudgement::ago)));
      }
    }
    boolean othersWell =
        !judged.isEmpty() && judged.stream().allMatch(NodeStatus.AddressStatus::well);
    String reason =
        judged.isEmpty() ? "cannot be looked at" : "goes with the node's other addresses";
    onions.forEach(
        onion ->
            judged.add(
                new NodeStatus.AddressStatus(
                    onion, othersWell, othersWell ? "" : reason, Optional.empty())));
    return judged;
  }

  private static long ago(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toSeconds();
  }

  private static Optional<String> withheld(KnownNode node) {
    if (node.wanted() != Wanted.SERVING) {
      return Optional.of(node.wanted().word() + " by an operator");
    }
    if (node.publicKey().isEmpty() || node.last().isEmpty()) {
      return Optional.of("never heard of");
    }
    NodeState state = node.last().get().state();
    return state == NodeState.SERVING
        ? Optional.empty()
        : Optional.of("says it is " + state.word());
  }

  private static String reason(
      Optional<String> withheld, boolean inAnswers, List<NodeStatus.AddressStatus> addresses) {
    if (withheld.isPresent() || inAnswers) {
      return withheld.orElse("");
    }
    return addresses.stream()
        .map(NodeStatus.AddressStatus::reason)
        .findFirst()
        .orElse("publishes no address");
  }
}
