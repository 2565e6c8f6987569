package org.holdfast.model.document;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.model.json.StrictJsonReader;
import org.holdfast.model.json.UnreadableJsonException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/// Reads the [MeasurementFields] of a document in one pass without building a tree, checking the
/// syntax of all of it.
public final class MeasurementScanner {
  private static final Set<String> TEXT_MEMBERS =
      Set.of(
          "report_id",
          "probe_cc",
          "probe_asn",
          "test_name",
          "measurement_start_time",
          "test_start_time",
          "software_name",
          "software_version",
          "test_version",
          "data_format_version");

  private final StrictJsonReader reader;
  private final Map<String, String> texts = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final Set<String> mistyped = new HashSet<>();
  private @Nullable Double testRuntime;

  private MeasurementScanner(StrictJsonReader reader) {
    this.reader = reader;
  }

  /// Scans the JSON object in `bytes[offset, offset + length)`.
  ///
  /// @throws UnreadableJsonException if it is not exactly one JSON object in valid UTF-8, or gives
  ///   a member twice that is read here; the offset counts from index 0 of `bytes`
  public static MeasurementFields scan(byte[] bytes, int offset, int length)
      throws UnreadableJsonException {
    try (var reader = StrictJsonReader.open(bytes, offset, length)) {
      reader.beginObject();
      MeasurementFields fields = scanObject(reader);
      reader.end();
      return fields;
    }
  }

  /// Scans the object that `reader` has just entered and leaves it at its closing brace.
  static MeasurementFields scanObject(StrictJsonReader reader) throws UnreadableJsonException {
    MeasurementScanner scanner = new MeasurementScanner(reader);
    while (reader.next() != JsonToken.END_OBJECT) {
      scanner.member(reader.name());
    }
    return scanner.fields();
  }

  private void member(String name) throws UnreadableJsonException {
    if (TEXT_MEMBERS.contains(name)) {
      once(name);
      text(reader.next(), name);
      return;
    }
    switch (name) {
      case "input" -> {
        once(name);
        input(reader.next());
      }
      case "annotations" -> {
        once(name);
        annotations(reader.next());
      }
      case "test_helpers" -> {
        once(name);
        testHelpers(reader.next());
      }
      case "probe_id" -> probeId(reader.next());
      case "test_runtime" -> {
        once(name);
        testRuntime(reader.next());
      }
      default -> {
        reader.next();
        reader.skipChildren();
      }
    }
  }

  private void once(String name) throws UnreadableJsonException {
    if (!seen.add(name)) {
      throw new UnreadableJsonException(
          "member " + name + " stands twice in the document", reader.tokenStart());
    }
  }

  private void text(JsonToken value, String key) throws UnreadableJsonException {
    if (value == JsonToken.VALUE_STRING) {
      texts.put(key, reader.text());
    } else {
      mistyped(key);
    }
  }

  /// May stand twice or be of any type, as it always might; then it names nobody.
  private void probeId(JsonToken value) throws UnreadableJsonException {
    if (value == JsonToken.VALUE_STRING) {
      texts.merge("probe_id", reader.text(), (one, other) -> one.equals(other) ? one : "");
    } else {
      reader.skipChildren();
    }
  }

  private void mistyped(String key) throws UnreadableJsonException {
    mistyped.add(key);
    reader.skipChildren();
  }

  private void input(JsonToken value) throws UnreadableJsonException {
    switch (value) {
      case VALUE_STRING -> texts.put("input", reader.text());
      case VALUE_NULL -> {}
      case START_ARRAY -> listInput();
      // What else a JSON value can be: the other tokens do not occur at this place.
      default -> mistyped("input");
    }
  }

  private void listInput() throws UnreadableJsonException {
    StringBuilder joined = new StringBuilder("{");
    boolean allText = true;
    for (JsonToken item = reader.next(); item != JsonToken.END_ARRAY; item = reader.next()) {
      if (item == JsonToken.VALUE_STRING) {
        joined.append(joined.length() == 1 ? "" : ",").append(reader.text());
      } else {
        allText = false;
        reader.skipChildren();
      }
    }
    if (allText) {
      texts.put("input", joined.append('}').toString());
    } else {
      mistyped.add("input");
    }
  }

  private void annotations(JsonToken value) throws UnreadableJsonException {
    if (value != JsonToken.START_OBJECT) {
      mistyped("annotations");
      return;
    }
    while (reader.next() != JsonToken.END_OBJECT) {
      String name = reader.name();
      JsonToken annotation = reader.next();
      switch (name) {
        case "platform", "architecture", "engine_name", "engine_version" ->
            text(annotation, "annotations." + name);
        case "ooni_run_link_id" -> {
          if (annotation == JsonToken.VALUE_NUMBER_INT) {
            texts.put("annotations." + name, reader.text());
          } else {
            text(annotation, "annotations." + name);
          }
        }
        default -> reader.skipChildren();
      }
    }
  }

  private void testHelpers(JsonToken value) throws UnreadableJsonException {
    if (value != JsonToken.START_OBJECT) {
      mistyped("test_helpers");
      return;
    }
    while (reader.next() != JsonToken.END_OBJECT) {
      boolean isBackend = reader.name().equals("backend");
      JsonToken helper = reader.next();
      if (!isBackend) {
        reader.skipChildren();
      } else if (helper == JsonToken.START_OBJECT) {
        backend();
      } else {
        text(helper, "test_helpers.backend");
      }
    }
  }

  private void backend() throws UnreadableJsonException {
    while (reader.next() != JsonToken.END_OBJECT) {
      String name = reader.name();
      JsonToken value = reader.next();
      switch (name) {
        case "address" -> text(value, "test_helpers.backend");
        case "type" -> text(value, "test_helpers.backend.type");
        default -> reader.skipChildren();
      }
    }
  }

  private void testRuntime(JsonToken value) throws UnreadableJsonException {
    if (value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_NUMBER_FLOAT) {
      double seconds = reader.number();
      if (Double.isFinite(seconds)) {
        testRuntime = seconds;
        return;
      }
    }
    mistyped("test_runtime");
  }

  private MeasurementFields fields() {
    return new MeasurementFields(
        found("report_id"),
        found("probe_cc"),
        found("probe_asn"),
        found("test_name"),
        found("input"),
        found("measurement_start_time"),
        found("test_start_time"),
        found("software_name"),
        found("software_version"),
        found("test_version"),
        found("data_format_version"),
        found("annotations.platform"),
        found("annotations.architecture"),
        found("annotations.engine_name"),
        found("annotations.engine_version"),
        Optional.ofNullable(testRuntime),
        found("test_helpers.backend"),
        found("test_helpers.backend.type"),
        found("annotations.ooni_run_link_id"),
        found("probe_id"),
        mistyped);
  }

  private Optional<String> found(String key) {
    return Optional.ofNullable(texts.get(key));
  }
}
