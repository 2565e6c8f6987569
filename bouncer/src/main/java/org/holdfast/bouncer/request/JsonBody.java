package org.holdfast.bouncer.request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Request;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.JsonNode;

/// Reads a body as JSON whatever its `Content-Type` says or not (P1).
public final class JsonBody {
  private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.UTF_8);

  private JsonBody() {}

  /// The body as a tree.
  ///
  /// @throws RefusedException 400 `invalid-request` if it is not JSON, with the byte offset; 413 if
  ///   it is longer than [BoundedJson#MAX_TREE_BYTES]
  public static JsonNode read(Request request) {
    return read(request.body());
  }

  /// As [#read(Request)], but an empty body counts as an empty object.
  public static JsonNode readOrEmpty(Request request) {
    byte[] body = request.body();
    return read(body.length == 0 ? EMPTY_OBJECT : body);
  }

  private static JsonNode read(byte[] body) {
    if (body.length > BoundedJson.MAX_TREE_BYTES) {
      throw Refusal.of(
              413,
              "request-too-large",
              "at most " + BoundedJson.MAX_TREE_BYTES + " bytes are read here",
              "too-large")
          .asException();
    }
    try {
      return BoundedJson.readTree(body);
    } catch (UnreadableJsonException e) {
      throw invalid(e.getMessage() == null ? "not JSON" : e.getMessage());
    }
  }

  /// 400 `invalid-request`.
  public static RefusedException invalid(String detail) {
    return Refusal.of(400, "invalid-request", detail, "invalid-request").asException();
  }

  /// The texts of a list member; an absent or null one is an empty list.
  ///
  /// @throws RefusedException 400 `invalid-request` if it is anything but a list of texts
  public static List<String> texts(JsonNode object, String member) {
    JsonNode list = object.path(member);
    if (list.isMissingNode() || list.isNull()) {
      return List.of();
    }
    if (!list.isArray()) {
      throw invalid(member + " is not a list");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : list) {
      texts.add(text(item).orElseThrow(() -> invalid(member + " is not a list of texts")));
    }
    return texts;
  }

  /// The text of a node; empty for any other type.
  public static Optional<String> text(JsonNode node) {
    return node.isString() ? Optional.of(node.asString()) : Optional.empty();
  }
}
