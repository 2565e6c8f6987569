package org.holdfast.bouncer.directory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The fleet at one moment. Immutable; what answers are made from is worked out once.
///
/// A fleet that an operator has written down is told in the order it was written (legacy contract
/// §2.5). One that the directory keeps may have hundreds of machines and is told a few at a time,
/// each as often as its capacity says.
public final class FleetSnapshot {
  /// Nobody is there.
  public static final FleetSnapshot EMPTY = new FleetSnapshot(List.of());

  /// More collectors or addresses of a helper than this are not told at once: clients try a few.
  private static final int TOLD_MAX = 10;

  private final List<Collector> collectors;
  private final Map<String, Collector> pins;
  private final boolean rotating;
  private final Rotation<Collector> open;
  private final Rotation<Weighted> https;
  private final Map<String, Rotation<HelperOffer>> helperNodes;
  private final Map<String, List<TypedAddress>> openTestHelpers;
  private final Map<String, Rotation<Weighted>> told;

  private record Weighted(TypedAddress address, int weight) {}

  /// A fleet in the order of preference; may be empty.
  public FleetSnapshot(List<Collector> collectors) {
    this(collectors, List.of(), Map.of(), false);
  }

  private FleetSnapshot(
      List<Collector> collectors,
      List<HelperNode> helpers,
      Map<String, Collector> pins,
      boolean rotating) {
    this.collectors = List.copyOf(collectors);
    this.pins = Map.copyOf(pins);
    this.rotating = rotating;
    this.open =
        new Rotation<>(
            collectors.stream().filter(c -> c.policy().isEmpty()).toList(), Collector::capacity);
    this.https = new Rotation<>(https(open.entries()), Weighted::weight);
    Map<String, List<HelperOffer>> offers = offers(open.entries(), helpers);
    this.helperNodes = rotations(offers(List.of(), helpers));
    this.openTestHelpers = addresses(offers);
    this.told = rotating ? told(offers) : Map.of();
  }

  /// A fleet of machines that are as good as each other but for their capacities.
  ///
  /// @param pins collectors by the nettest that is sent there
  public static FleetSnapshot rotating(
      List<Collector> collectors, List<HelperNode> helpers, Map<String, Collector> pins) {
    return new FleetSnapshot(collectors, helpers, pins, true);
  }

  /// A fleet of one collector that takes everything and has all the helpers.
  ///
  /// @param addresses of the collector, the primary first; if empty, so is the fleet
  /// @param testHelpers addresses by the name nettests ask for
  public static FleetSnapshot of(
      List<TypedAddress> addresses, Map<String, List<TypedAddress>> testHelpers) {
    if (addresses.isEmpty()) {
      return EMPTY;
    }
    List<TypedAddress> alternates = addresses.subList(1, addresses.size());
    return new FleetSnapshot(
        List.of(new Collector(addresses.getFirst(), alternates, testHelpers, Optional.empty())));
  }

  public List<Collector> collectors() {
    return collectors;
  }

  /// The collectors that take everything.
  public List<Collector> openCollectors() {
    return open.entries();
  }

  /// Any collector that takes everything.
  public Optional<Collector> anyOpenCollector(RandomGenerator random) {
    return open.draw(random);
  }

  /// An `https` address of any collector that takes everything.
  public Optional<TypedAddress> anyHttps(RandomGenerator random) {
    return https.draw(random).map(Weighted::address);
  }

  /// The collectors that take everything, or as many of them as are told at once.
  public List<Collector> toldCollectors(RandomGenerator random) {
    return rotating ? open.draw(TOLD_MAX, random) : open.entries();
  }

  /// Where the measurements of a nettest go by an operator's wish.
  public Optional<Collector> pinned(String netTest) {
    return Optional.ofNullable(pins.get(netTest));
  }

  /// What a machine without a collector has for this helper.
  public Optional<HelperOffer> anyHelperNode(String name, RandomGenerator random) {
    return Optional.ofNullable(helperNodes.get(name)).flatMap(offers -> offers.draw(random));
  }

  /// The helpers of all open collectors and of helper machines by name, each address once.
  public Map<String, List<TypedAddress>> openTestHelpers() {
    return openTestHelpers;
  }

  /// Likewise, or as many of them as are told at once; in each list `legacy` addresses come first.
  public Map<String, List<TypedAddress>> toldTestHelpers(RandomGenerator random) {
    if (!rotating) {
      return openTestHelpers;
    }
    Map<String, List<TypedAddress>> drawn = new LinkedHashMap<>();
    told.forEach(
        (name, addresses) ->
            drawn.put(
                name,
                Collector.legacyFirst(
                    addresses.draw(TOLD_MAX, random).stream().map(Weighted::address).toList())));
    return drawn;
  }

  /// Whether order tells the weight of addresses already.
  public boolean isRotating() {
    return rotating;
  }

  private static List<Weighted> https(List<Collector> collectors) {
    List<Weighted> https = new ArrayList<>();
    for (Collector collector : collectors) {
      collector.addresses().stream()
          .filter(address -> address.type() == AddressType.HTTPS)
          .findFirst()
          .ifPresent(address -> https.add(new Weighted(address, collector.capacity())));
    }
    return https;
  }

  private static Map<String, List<HelperOffer>> offers(
      List<Collector> collectors, List<HelperNode> helpers) {
    Map<String, List<HelperOffer>> offers = new LinkedHashMap<>();
    collectors.forEach(c -> add(offers, c.testHelpers(), c.capacity()));
    helpers.forEach(h -> add(offers, h.testHelpers(), h.capacity()));
    return offers;
  }

  private static void add(
      Map<String, List<HelperOffer>> offers,
      Map<String, List<TypedAddress>> helpers,
      int capacity) {
    helpers.forEach(
        (name, addresses) ->
            offers
                .computeIfAbsent(name, n -> new ArrayList<>())
                .add(new HelperOffer(Collector.legacyFirst(addresses), capacity)));
  }

  private static Map<String, Rotation<HelperOffer>> rotations(
      Map<String, List<HelperOffer>> offers) {
    Map<String, Rotation<HelperOffer>> rotations = new LinkedHashMap<>();
    offers.forEach(
        (name, some) -> rotations.put(name, new Rotation<>(some, HelperOffer::capacity)));
    return rotations;
  }

  private static Map<String, List<TypedAddress>> addresses(Map<String, List<HelperOffer>> offers) {
    Map<String, List<TypedAddress>> helpers = new LinkedHashMap<>();
    offers.forEach(
        (name, some) ->
            helpers.put(
                name,
                Collector.legacyFirst(
                    some.stream().flatMap(offer -> offer.addresses().stream()).toList())));
    return Collections.unmodifiableMap(helpers);
  }

  /// Each address by itself, as a machine with two of them is not worth twice as much.
  private static Map<String, Rotation<Weighted>> told(Map<String, List<HelperOffer>> offers) {
    Map<String, Rotation<Weighted>> told = new LinkedHashMap<>();
    offers.forEach(
        (name, some) -> {
          List<Weighted> weighted = new ArrayList<>();
          for (HelperOffer offer : some) {
            int share = Math.max(1, 100 * offer.capacity() / offer.addresses().size());
            offer.addresses().forEach(address -> weighted.add(new Weighted(address, share)));
          }
          told.put(name, new Rotation<>(weighted, Weighted::weight));
        });
    return told;
  }
}
