package org.holdfast.pipeline.decode;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import org.holdfast.model.yaml.LegacyYaml;
import org.holdfast.model.yaml.UnreadableYamlException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a report says once for all its entries, as the catalogue remembers it: one compact JSON
/// object. It comes from the members of the create request; where the request has a YAML mapping in
/// `content` (clients of 2013 to 2015), the members of that mapping take precedence.
public final class ReportHeader {
  /// No real header comes near; a larger one is not remembered.
  static final int MAX_CHARACTERS = 65_536;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<LinkedHashMap<String, @Nullable Object>> MEMBERS =
      new TypeReference<>() {};

  private ReportHeader() {}

  /// Extracts the header from the body of a create request; empty if it cannot be read or is larger
  /// than 64 Ki characters.
  public static Optional<String> fromCreateRequest(byte[] body) {
    try {
      JsonNode request = BoundedJson.readTree(body);
      if (!request.isObject()) {
        return Optional.empty();
      }
      Map<String, @Nullable Object> members =
          new LinkedHashMap<>(JSON.convertValue(request, MEMBERS));
      members.remove("format");
      Object content = members.remove("content");
      if (content instanceof String text && !text.isBlank()) {
        members.putAll(LegacyYaml.readMapping(text));
      }
      String json = JSON.writeValueAsString(members);
      return json.length() > MAX_CHARACTERS ? Optional.empty() : Optional.of(json);
    } catch (UnreadableJsonException
        | UnreadableYamlException
        | RuntimeException
        | StackOverflowError e) {
      // Whatever a create request holds costs its own report's header and nothing else.
      return Optional.empty();
    }
  }

  /// Reads what [#fromCreateRequest] wrote.
  static Map<String, @Nullable Object> read(String json) {
    return JSON.readValue(json, MEMBERS);
  }
}
