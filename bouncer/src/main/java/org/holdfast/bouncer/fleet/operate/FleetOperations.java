package org.holdfast.bouncer.fleet.operate;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.holdfast.bouncer.fleet.Act;
import org.holdfast.bouncer.fleet.FleetStore;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.enrol.EnrolmentToken;

/// Acts of operators, each kept in the history and each undone by another one: `drain` and `retire`
/// by `promote`, a pin by the pin before it.
public final class FleetOperations {
  private final FleetStore store;
  private final Clock clock;

  public FleetOperations(FleetStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /// What changed, or would.
  ///
  /// @param done false if it was only tried
  public record Change(String subject, String before, String after, boolean done) {
    /// One line for people.
    public String line() {
      return subject + ": " + before + " -> " + after + (done ? "" : " (dry run: nothing changed)");
    }
  }

  /// Lets a node in once, within some time.
  ///
  /// @param fleet the fleet's name
  public EnrolmentToken enrol(
      String fleet, NodeName node, Duration valid, String who, String why, SecureRandom random) {
    EnrolmentToken token = EnrolmentToken.make(fleet, node, random);
    store.invite(node, token.digest(), clock.instant().plus(valid), act(who, why));
    return token;
  }

  /// @return empty if there is no such node
  public Optional<Change> want(
      NodeName node, Wanted wanted, String who, String why, boolean dryRun) {
    Optional<Wanted> before =
        dryRun ? store.find(node).map(KnownNode::wanted) : store.want(node, wanted, act(who, why));
    return before.map(was -> new Change(node.text(), was.word(), wanted.word(), !dryRun));
  }

  /// @param node empty to send measurements of this nettest to anybody again
  /// @return empty if there is no such node
  public Optional<Change> pin(
      String netTest, Optional<NodeName> node, String who, String why, boolean dryRun) {
    if (node.isPresent() && store.find(node.get()).isEmpty()) {
      return Optional.empty();
    }
    Optional<NodeName> before =
        dryRun
            ? Optional.ofNullable(store.read().pins().get(netTest))
            : store.pin(netTest, node, act(who, why));
    return Optional.of(new Change(netTest, word(before), word(node), !dryRun));
  }

  private static String word(Optional<NodeName> node) {
    return node.map(NodeName::text).orElse("any");
  }

  private Act act(String who, String why) {
    return new Act(who, clock.instant(), why);
  }
}
