package org.holdfast.bouncer.fleet;

import java.util.Optional;
import java.util.regex.Pattern;

/// How operators call a node: up to 41 of `a-z`, `0-9` and `-`, a letter first.
public record NodeName(String text) implements Comparable<NodeName> {
  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,40}");

  public NodeName {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not a node's name");
    }
  }

  public static Optional<NodeName> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new NodeName(text)) : Optional.empty();
  }

  @Override
  public int compareTo(NodeName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
