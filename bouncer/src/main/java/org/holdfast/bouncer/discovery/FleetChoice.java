package org.holdfast.bouncer.discovery;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.holdfast.bouncer.directory.AddressType;
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
    return fleet
        .pinned(netTest)
        .or(
            () ->
                fleet.collectors().stream()
                    .filter(
                        c -> c.policy().isPresent() && c.policy().get().takes(netTest, inputHashes))
                    .filter(c -> c.testHelpers().keySet().containsAll(helpers))
                    .findFirst())
        .or(this::openCollector);
  }

  /// Any collector that takes everything.
  Optional<Collector> openCollector() {
    return fleet.anyOpenCollector(random);
  }

  /// Any collector that has a helper of this name.
  Optional<Collector> collectorWith(String helper) {
    return anyOf(
        fleet.collectors().stream().filter(c -> c.testHelpers().containsKey(helper)).toList());
  }

  /// A helper for one run of a nettest.
  ///
  /// @param alternates only of the chosen collector, or of a machine with helpers alone (legacy
  ///   contract §2.3)
  record Chosen(TypedAddress primary, List<TypedAddress> alternates) {}

  /// The given collector's own helper before any other's.
  Optional<Chosen> helper(Collector collector, String name) {
    List<TypedAddress> own = collector.testHelper(name);
    if (!own.isEmpty()) {
      return Optional.of(chosen(own));
    }
    return fleet
        .anyHelperNode(name, random)
        .map(offer -> chosen(offer.addresses()))
        .or(
            () ->
                collectorWith(name).map(c -> new Chosen(c.testHelper(name).getFirst(), List.of())));
  }

  private static Chosen chosen(List<TypedAddress> addresses) {
    return new Chosen(
        addresses.getFirst(),
        addresses.stream().filter(a -> a.type() != AddressType.LEGACY).toList());
  }

  /// An `https` address for clients that can use nothing else, where a collector has none: any
  /// collector is as good as another (I3).
  Optional<TypedAddress> httpsOfAnother() {
    return fleet.anyHttps(random);
  }

  private <T> Optional<T> anyOf(List<T> candidates) {
    return candidates.isEmpty()
        ? Optional.empty()
        : Optional.of(candidates.get(random.nextInt(candidates.size())));
  }
}
