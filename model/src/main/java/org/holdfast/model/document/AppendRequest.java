package org.holdfast.model.document;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.holdfast.model.json.StrictJsonReader;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.core.JsonToken;

/// The body of `POST /report/{id}` and `PUT /report`: `{"format":"json|yaml","content":<document or
/// text>,"report_id":...}`; other members are ignored. The members named here are an error when
/// they stand twice, since readers would disagree.
///
/// @param format the `format` member where it is a string
/// @param reportId the top-level `report_id` where it is a string
/// @param mistyped names of `format` and `report_id` where present and neither string nor null
public record AppendRequest(
    Optional<String> format, Optional<String> reportId, Content content, Set<String> mistyped) {

  /// What stands in `content`.
  public sealed interface Content {
    /// A JSON object at `body[offset, offset + length)`.
    record Document(int offset, int length, MeasurementFields fields) implements Content {}

    /// A string, decoded.
    record Text(String text) implements Content {}

    /// A list, number, boolean or null; `jsonType` is its name for people.
    record Other(String jsonType) implements Content {}

    /// There is no such member.
    record Absent() implements Content {}
  }

  public AppendRequest {
    mistyped = Set.copyOf(mistyped);
  }

  /// Reads a whole request body in one pass.
  ///
  /// @throws UnreadableJsonException if it is not exactly one JSON object, or gives a member twice
  ///   that is read here or in the document
  public static AppendRequest scan(byte[] body) throws UnreadableJsonException {
    try (var reader = StrictJsonReader.open(body, 0, body.length)) {
      reader.beginObject();
      AppendRequest request = new Scan(reader).members();
      reader.end();
      return request;
    }
  }

  private static final class Scan {
    private final StrictJsonReader reader;
    private final Set<String> seen = new HashSet<>();
    private final Set<String> mistyped = new HashSet<>();

    Scan(StrictJsonReader reader) {
      this.reader = reader;
    }

    AppendRequest members() throws UnreadableJsonException {
      Optional<String> format = Optional.empty();
      Optional<String> reportId = Optional.empty();
      Content content = new Content.Absent();
      while (reader.next() != JsonToken.END_OBJECT) {
        String name = reader.name();
        switch (name) {
          case "format" -> format = text(name);
          case "report_id" -> reportId = text(name);
          case "content" -> content = content();
          default -> {
            reader.next();
            reader.skipChildren();
          }
        }
      }
      return new AppendRequest(format, reportId, content, mistyped);
    }

    private Optional<String> text(String name) throws UnreadableJsonException {
      once(name);
      JsonToken value = reader.next();
      if (value == JsonToken.VALUE_STRING) {
        return Optional.of(reader.text());
      }
      if (value != JsonToken.VALUE_NULL) {
        mistyped.add(name);
        reader.skipChildren();
      }
      return Optional.empty();
    }

    private void once(String name) throws UnreadableJsonException {
      if (!seen.add(name)) {
        throw new UnreadableJsonException("member " + name + " stands twice", reader.tokenStart());
      }
    }

    private Content content() throws UnreadableJsonException {
      once("content");
      JsonToken value = reader.next();
      return switch (value) {
        case START_OBJECT -> document();
        case START_ARRAY -> {
          reader.skipChildren();
          yield new Content.Other("list");
        }
        case VALUE_STRING -> new Content.Text(reader.text());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Content.Other("number");
        case VALUE_TRUE, VALUE_FALSE -> new Content.Other("boolean");
        case VALUE_NULL -> new Content.Other("null");
        case END_ARRAY, END_OBJECT, NOT_AVAILABLE, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
            throw new IllegalStateException("no value follows a member's name: " + value);
      };
    }

    private Content document() throws UnreadableJsonException {
      int start = reader.tokenStart();
      MeasurementFields fields = MeasurementScanner.scanObject(reader);
      return new Content.Document(start, reader.structureEnd() - start, fields);
    }
  }
}
