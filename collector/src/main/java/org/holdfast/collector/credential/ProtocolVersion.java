package org.holdfast.collector.credential;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A version of the credential protocol: integers between dots, compared as tuples, so that `1` is
/// later than `0.1.0` and `0.1` is earlier (probe-services §4.5, P57).
record ProtocolVersion(List<Integer> parts) implements Comparable<ProtocolVersion> {
  /// What this server speaks, and the least it accepts.
  static final String OURS = "0.1.0";

  private static final Pattern TEXT = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9}){0,9}");

  ProtocolVersion {
    parts = List.copyOf(parts);
  }

  static Optional<ProtocolVersion> parse(String text) {
    if (!TEXT.matcher(text).matches()) {
      return Optional.empty();
    }
    List<Integer> parts = new ArrayList<>();
    for (String part : text.split("\\.", -1)) {
      parts.add(Integer.parseInt(part));
    }
    return Optional.of(new ProtocolVersion(parts));
  }

  @Override
  public int compareTo(ProtocolVersion other) {
    for (int i = 0; i < Math.min(parts.size(), other.parts.size()); i++) {
      int order = parts.get(i).compareTo(other.parts.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(parts.size(), other.parts.size());
  }
}
