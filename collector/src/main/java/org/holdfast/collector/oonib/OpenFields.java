package org.holdfast.collector.oonib;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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
/// @param inputHashes the list `input_hashes`, which matters under a policy alone; empty if there
///   is none
public record OpenFields(
    Map<String, String> texts, Set<String> mistyped, Optional<List<String>> inputHashes) {
  private static final String INPUT_HASHES = "input_hashes";

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
    inputHashes = inputHashes.map(List::copyOf);
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
    return new OpenFields(texts, mistyped, inputHashes(request.path(INPUT_HASHES)));
  }

  /// What is no text is kept as what it is, so that no policy takes it for a hash it allows.
  private static Optional<List<String>> inputHashes(JsonNode hashes) {
    return hashes.isArray()
        ? Optional.of(hashes.valueStream().map(h -> h.asString(h.toString())).toList())
        : Optional.empty();
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
    Optional<List<String>> hashes =
        header.get(INPUT_HASHES) instanceof List<?> list
            ? Optional.of(list.stream().map(String::valueOf).toList())
            : Optional.empty();
    return new OpenFields(texts, mistyped, hashes);
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
    return new OpenFields(both, mistyped, inputHashes.or(() -> other.inputHashes));
  }

  /// Whether probe-services would accept the request, which looks into none of these (U3).
  public boolean satisfyProbeServices() {
    return texts.keySet().containsAll(REQUIRED_BY_PROBE_SERVICES);
  }
}
