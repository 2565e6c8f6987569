package org.holdfast.testkit.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a document again with the same meaning and other bytes, as an app does that parses its
/// saved measurement before the fallback upload (probe-services §4.6): members in reverse order,
/// indented.
public final class Respelling {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private Respelling() {}

  /// The same JSON measurement in another spelling.
  public static Measurement of(Measurement measurement) {
    return measurement.spelled(
        JSON.writeValueAsBytes(reversed(JSON.readTree(measurement.document()))));
  }

  private static JsonNode reversed(JsonNode node) {
    if (node instanceof ObjectNode object) {
      List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.properties());
      ObjectNode turned = JSON.createObjectNode();
      for (Map.Entry<String, JsonNode> member : members.reversed()) {
        turned.set(member.getKey(), reversed(member.getValue()));
      }
      return turned;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode same = JSON.createArrayNode();
      array.forEach(item -> same.add(reversed(item)));
      return same;
    }
    return node;
  }
}
