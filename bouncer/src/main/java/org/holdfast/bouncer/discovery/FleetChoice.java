package org.holdfast.bouncer.discovery;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.holdfast.bouncer.directory.Collector;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.directory.TypedAddress;

/// Chooses collectors and test helpers from one snapshot as oonib's bouncer does (legacy contract
/// §2.3): a collector whose policy fits before any other, and chance where several are as good.
final class FleetChoice {
  private final FleetSnapshot fleet;
  private final RandomGenerator random;

  FleetChoice(FleetSnapshot fleet, RandomGenerator random) {
    this.fleet = fleet;
    this.random = random;
  }

  /// The collector for one run of a nettest.
  Optional<Collector> collector(String netTest, List<String> inputHashes, List<String> helpers) {
    return fleet.collectors().stream()
        .filter(c -> c.policy().isPresent() && c.policy().get().takes(netTest, inputHashes))
        .filter(c -> c.testHelpers().keySet().containsAll(helpers))
        .findFirst()
        .or(this::openCollector);
  }

  /// Any collector that takes everything.
  Optional<Collector> openCollector() {
    return anyOf(fleet.openCollectors());
  }

  /// Any collector that has a helper of this name.
  Optional<Collector> collectorWith(String helper) {
    return anyOf(
        fleet.collectors().stream().filter(c -> c.testHelpers().containsKey(helper)).toList());
  }

  /// The first address of a helper, the given collector's own before any other's.
  Optional<TypedAddress> helper(Collector collector, String name) {
    return collector.testHelpers().containsKey(name)
        ? Optional.of(collector.testHelper(name).getFirst())
        : collectorWith(name).map(other -> other.testHelper(name).getFirst());
  }

  private <T> Optional<T> anyOf(List<T> candidates) {
    return candidates.isEmpty()
        ? Optional.empty()
        : Optional.of(candidates.get(random.nextInt(candidates.size())));
  }
}
