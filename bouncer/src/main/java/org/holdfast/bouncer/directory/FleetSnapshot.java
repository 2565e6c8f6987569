package org.holdfast.bouncer.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The fleet at one moment. Immutable.
///
/// @param collectors in the order of preference; may be empty
public record FleetSnapshot(List<Collector> collectors) {
  /// Nobody is there.
  public static final FleetSnapshot EMPTY = new FleetSnapshot(List.of());

  public FleetSnapshot {
    collectors = List.copyOf(collectors);
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

  /// The collectors that take everything.
  public List<Collector> openCollectors() {
    return collectors.stream().filter(collector -> collector.policy().isEmpty()).toList();
  }

  /// The helpers of all open collectors by name, each address once.
  public Map<String, List<TypedAddress>> openTestHelpers() {
    Map<String, List<TypedAddress>> helpers = new LinkedHashMap<>();
    for (Collector collector : openCollectors()) {
      collector
          .testHelpers()
          .forEach(
              (name, addresses) ->
                  helpers.computeIfAbsent(name, n -> new ArrayList<>()).addAll(addresses));
    }
    helpers.replaceAll((name, addresses) -> Collector.legacyFirst(addresses));
    return helpers;
  }
}
