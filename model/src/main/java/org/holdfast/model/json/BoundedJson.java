package org.holdfast.model.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads a whole JSON text within fixed bounds: strict RFC 8259, UTF-8, no NaN, at most
/// [#MAX_DEPTH] levels. For requests of a few kilobytes; documents are scanned instead.
public final class BoundedJson {
  /// The deepest nesting that is read; real documents stay below 30.
  public static final int MAX_DEPTH = 500;

  /// The longest text [#readTree(byte[])] makes a tree of: a tree may take thirty times the memory
  /// of its text.
  public static final int MAX_TREE_BYTES = 1 << 20;

  // What follows a member's value is the next member; StrictJsonReader looks at the end itself.
  private static final JsonMapper MAPPER =
      JsonMapper.builder(StrictJsonReader.FACTORY)
          .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private BoundedJson() {}

  /// Reads exactly one JSON value of at most [#MAX_TREE_BYTES]; trailing bytes other than white
  /// space are an error, as is a member of the outermost object that stands twice. Further inside
  /// the last of several members of one name holds.
  public static JsonNode readTree(byte[] bytes) throws UnreadableJsonException {
    return readTree(bytes, MAX_TREE_BYTES);
  }

  /// As [#readTree(byte[])] with another bound.
  public static JsonNode readTree(byte[] bytes, int maxBytes) throws UnreadableJsonException {
    if (bytes.length > maxBytes) {
      throw new UnreadableJsonException("longer than " + maxBytes + " bytes", maxBytes);
    }
    try (var reader = StrictJsonReader.open(bytes, 0, bytes.length)) {
      JsonNode tree =
          reader.next() == JsonToken.START_OBJECT ? readObject(reader) : readValue(reader);
      reader.end();
      return tree;
    }
  }

  private static ObjectNode readObject(StrictJsonReader reader) throws UnreadableJsonException {
    ObjectNode object = MAPPER.createObjectNode();
    while (reader.next() != JsonToken.END_OBJECT) {
      String name = reader.name();
      if (object.has(name)) {
        throw new UnreadableJsonException("a member stands twice", reader.tokenStart());
      }
      reader.next();
      object.set(name, readValue(reader));
    }
    return object;
  }

  private static JsonNode readValue(StrictJsonReader reader) throws UnreadableJsonException {
    try {
      return MAPPER.readTree(reader.parser());
    } catch (JacksonException e) {
      throw reader.translated(e);
    }
  }
}
