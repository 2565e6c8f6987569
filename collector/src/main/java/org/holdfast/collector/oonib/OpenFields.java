package org.holdfast.collector.oonib;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The members of an open request, or of the YAML header in one, as text: numbers count by their
/// text, since versions are often written without quotes.
///
/// @param texts members that are strings or numbers
/// @param mistyped names of members that are neither, nor null
public record OpenFields(Map<String, String> texts, Set<String> mistyped) {
  /// What every client of probe-services sends as strings (probe-services §1.1).
  private static final Set<String> REQUIRED_BY_PROBE_SERVICES =
      Set.of(
          "data_format_version",
          "format",
          "software_name",
          "software_version",
          "test_start_time",
          "test_version");

  public OpenFields {
    texts = Map.copyOf(texts);
    mistyped = Set.copyOf(mistyped);
  }

  public static OpenFields of(JsonNode request) {
    Map<String, String> texts = new HashMap<>();
    Set<String> mistyped = new HashSet<>();
    for (Map.Entry<String, JsonNode> member : request.properties()) {
      JsonNode value = member.getValue();
      if (value.isString() || value.isNumber()) {
        texts.put(member.getKey(), value.asString());
      } else if (!value.isNull()) {
        mistyped.add(member.getKey());
      }
    }
    return new OpenFields(texts, mistyped);
  }

  public static OpenFields of(Map<String, @Nullable Object> header) {
    Map<String, String> texts = new HashMap<>();
    Set<String> mistyped = new HashSet<>();
    for (Map.Entry<String, @Nullable Object> member : header.entrySet()) {
      Object value = member.getValue();
      if (value instanceof String || value instanceof Number) {
        texts.put(member.getKey(), value.toString());
      } else if (value != null) {
        mistyped.add(member.getKey());
      }
    }
    return new OpenFields(texts, mistyped);
  }

  /// The text of a member; empty if it is absent or null.
  public Optional<String> text(String name) {
    return Optional.ofNullable(texts.get(name));
  }

  /// As [#text], where the empty text counts as absent too, as it did for oonib.
  public Optional<String> nonEmptyText(String name) {
    return text(name).filter(value -> !value.isEmpty());
  }

  /// These fields, and those of `other` where they are absent here.
  public OpenFields orElse(OpenFields other) {
    Map<String, String> both = new HashMap<>(other.texts);
    texts.forEach(
        (name, text) -> {
          if (!text.isEmpty()) {
            both.put(name, text);
          }
        });
    return new OpenFields(both, mistyped);
  }

  /// Whether probe-services would accept the request, which looks into none of these (U3).
  public boolean satisfyProbeServices() {
    return texts.keySet().containsAll(REQUIRED_BY_PROBE_SERVICES);
  }
}
