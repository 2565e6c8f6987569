package org.holdfast.bouncer.directory;

import java.util.List;
import java.util.Map;

/// A machine with test helpers and no collector.
///
/// @param testHelpers addresses by the name nettests ask for, never empty lists
/// @param capacity its share of what comes, relative to others
public record HelperNode(Map<String, List<TypedAddress>> testHelpers, int capacity) {
  public HelperNode {
    testHelpers = Map.copyOf(testHelpers);
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity is " + capacity);
    }
  }
}
