package org.holdfast.collector;

import java.util.Set;
import java.util.TreeSet;
import org.holdfast.edge.Refusal;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Refusals in the shapes of probe-services §0.5 and §1.4, each with the top-level `error` that U6
/// wants besides `detail`.
public final class SubmitRefusals {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private SubmitRefusals() {}

  /// 422 with one entry per missing or mistyped member.
  public static Refusal schemaViolation(Set<String> missing, Set<String> mistyped) {
    ArrayNode detail = JSON.arrayNode();
    for (String member : new TreeSet<>(missing)) {
      detail.add(violation("missing", "Field required", member));
    }
    for (String member : new TreeSet<>(mistyped)) {
      detail.add(violation("string_type", "Input should be a valid string", member));
    }
    String error =
        missing.isEmpty()
            ? "invalid-request-field " + new TreeSet<>(mistyped).first()
            : "missing-request-field " + new TreeSet<>(missing).first();
    return Refusal.of(422, error, detail, "schema-violation");
  }

  /// 422 for a request that is not a JSON object.
  public static Refusal unreadableRequest(UnreadableJsonException e) {
    ObjectNode violation = JSON.objectNode();
    violation.put("type", "json_invalid");
    violation.putArray("loc").add("body").add(e.byteOffset());
    violation.put("msg", "JSON decode error: " + e.getMessage());
    return Refusal.of(422, "invalid-request", JSON.arrayNode().add(violation), "invalid-json");
  }

  /// 400 for a `content` that is not the text of a JSON object; the offset counts from its first
  /// byte.
  public static Refusal unreadableContent(UnreadableJsonException e) {
    ObjectNode detail = JSON.objectNode();
    detail.put("error", e.getMessage());
    return Refusal.of(400, "invalid-request-field content", detail, "invalid-content");
  }

  private static ObjectNode violation(String type, String message, String member) {
    ObjectNode violation = JSON.objectNode();
    violation.put("type", type);
    violation.putArray("loc").add("body").add(member);
    violation.put("msg", message);
    return violation;
  }
}
