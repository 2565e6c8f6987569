package org.holdfast.bouncer.oonib;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The inputs, or the decks, a collector hands out.
///
/// @param items by id, sorted
public record Library(Map<String, Item> items) {
  /// An empty folder.
  public static final Library EMPTY = new Library(Map.of());

  /// One input or deck. The array is shared and must not be changed.
  ///
  /// @param descriptor what `<id>.desc` says
  /// @param content the file itself
  // An array, because a reply wants one; items are not compared.
  @SuppressWarnings("ArrayRecordComponent")
  public record Item(Optional<JsonNode> descriptor, Optional<byte[]> content) {}

  public Library {
    items = Collections.unmodifiableMap(new TreeMap<>(items));
  }

  Optional<Item> item(String id) {
    return Optional.ofNullable(items.get(id));
  }
}
