package org.holdfast.bouncer.directory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// One collector, every way to reach it, and the test helpers that belong to it.
///
/// @param primary what clients that know only one address are given
/// @param alternates further addresses, in the order of preference
/// @param testHelpers addresses by the name nettests ask for, never empty lists; in each list
///   `legacy` addresses come first, whatever order they were given in, since old nettests look at
///   the first entry alone (P10)
/// @param policy empty for a collector that takes everything
/// @param capacity its share of what comes, relative to others
public record Collector(
    TypedAddress primary,
    List<TypedAddress> alternates,
    Map<String, List<TypedAddress>> testHelpers,
    Optional<CollectorPolicy> policy,
    int capacity) {

  public Collector {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity is " + capacity);
    }
    alternates = List.copyOf(alternates);
    Map<String, List<TypedAddress>> helpers = new LinkedHashMap<>();
    testHelpers.forEach(
        (name, addresses) -> {
          if (!addresses.isEmpty()) {
            helpers.put(name, legacyFirst(addresses));
          }
        });
    testHelpers = Collections.unmodifiableMap(helpers);
  }

  /// One that is worth as much as any other.
  public Collector(
      TypedAddress primary,
      List<TypedAddress> alternates,
      Map<String, List<TypedAddress>> testHelpers,
      Optional<CollectorPolicy> policy) {
    this(primary, alternates, testHelpers, policy, 1);
  }

  /// Every address, the primary first, each once.
  public List<TypedAddress> addresses() {
    return Stream.concat(Stream.of(primary), alternates.stream()).distinct().toList();
  }

  /// The addresses of a helper; empty if the collector has none of that name.
  public List<TypedAddress> testHelper(String name) {
    return testHelpers.getOrDefault(name, List.of());
  }

  static List<TypedAddress> legacyFirst(List<TypedAddress> addresses) {
    return Stream.concat(
            addresses.stream().filter(a -> a.type() == AddressType.LEGACY),
            addresses.stream().filter(a -> a.type() != AddressType.LEGACY))
        .distinct()
        .toList();
  }
}
