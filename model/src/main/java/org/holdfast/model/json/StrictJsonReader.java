package org.holdfast.model.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/// Reads the tokens of one JSON text in a byte array, strictly and within bounds, and says at which
/// byte each stands.
///
/// Strict means RFC 8259 and nothing beyond it: well-formed UTF-8 (checked before the first token),
/// no NaN, no comments, no control characters in strings, nothing but white space after the value.
/// A byte order mark at the start is passed over, as the RFC allows. Bounds: nesting at most
/// [BoundedJson#MAX_DEPTH], numbers at most [#MAX_NUMBER_LENGTH] and member names at most
/// [#MAX_NAME_LENGTH] characters; strings as long as the input. Nothing here recurses, so depth
/// costs neither stack nor time.
///
/// All offsets count from index 0 of the array. Not safe for use by several threads.
public final class StrictJsonReader implements AutoCloseable {
  /// The longest number that is read; real ones stay below 30.
  public static final int MAX_NUMBER_LENGTH = 1_000;

  /// The longest member name that is read.
  public static final int MAX_NAME_LENGTH = 50_000;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(BoundedJson.MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxNameLength(MAX_NAME_LENGTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final JsonParser parser;
  private final byte[] bytes;
  private final int base;
  private final int end;

  private StrictJsonReader(JsonParser parser, byte[] bytes, int base, int end) {
    this.parser = parser;
    this.bytes = bytes;
    this.base = base;
    this.end = end;
  }

  /// Starts reading `bytes[offset, offset + length)`.
  ///
  /// @throws UnreadableJsonException if it is not UTF-8
  public static StrictJsonReader open(byte[] bytes, int offset, int length)
      throws UnreadableJsonException {
    int malformed = Utf8.firstMalformed(bytes, offset, length);
    if (malformed >= 0) {
      throw new UnreadableJsonException("not well-formed UTF-8", malformed);
    }
    int end = offset + length;
    int start = startsWithByteOrderMark(bytes, offset, end) ? offset + 3 : offset;
    refuseWhatJacksonTakesForAnEncoding(bytes, start, end);
    JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes, start, end - start);
    return new StrictJsonReader(parser, bytes, start, end);
  }

  private static boolean startsWithByteOrderMark(byte[] bytes, int offset, int end) {
    return end - offset >= 3
        && bytes[offset] == (byte) 0xEF
        && bytes[offset + 1] == (byte) 0xBB
        && bytes[offset + 2] == (byte) 0xBF;
  }

  /// Zeros among the first bytes would be taken for UTF-16 or UTF-32, a second byte order mark be
  /// passed over.
  private static void refuseWhatJacksonTakesForAnEncoding(byte[] bytes, int start, int end)
      throws UnreadableJsonException {
    for (int i = start; i < Math.min(start + 4, end); i++) {
      if (bytes[i] == 0) {
        throw new UnreadableJsonException("not valid JSON", i);
      }
    }
    if (startsWithByteOrderMark(bytes, start, end)) {
      throw new UnreadableJsonException("not valid JSON", start);
    }
  }

  /// Moves to the next token.
  ///
  /// @return null after the last one
  public @Nullable JsonToken nextOrEnd() throws UnreadableJsonException {
    try {
      return parser.nextToken();
    } catch (JacksonException e) {
      throw translated(e);
    }
  }

  /// Moves to the next token, of which there must be one.
  public JsonToken next() throws UnreadableJsonException {
    JsonToken token = nextOrEnd();
    if (token == null) {
      throw new UnreadableJsonException("the input ends too early", end);
    }
    return token;
  }

  /// Moves to the first token, which must open an object.
  public void beginObject() throws UnreadableJsonException {
    if (next() != JsonToken.START_OBJECT) {
      throw new UnreadableJsonException("not a JSON object", tokenStart());
    }
  }

  /// Moves behind the end of the text: nothing but white space may follow the value.
  public void end() throws UnreadableJsonException {
    if (nextOrEnd() != null) {
      throw new UnreadableJsonException("more follows the JSON value", tokenStart());
    }
  }

  /// The name of the member the current token is or belongs to.
  public String name() {
    return parser.currentName();
  }

  /// The decoded text of the current string, or the literal text of the current number or word.
  public String text() throws UnreadableJsonException {
    try {
      return parser.getString();
    } catch (JacksonException e) {
      throw translated(e);
    }
  }

  /// The current number as a double; infinite where it exceeds the range.
  public double number() throws UnreadableJsonException {
    try {
      return parser.getDoubleValue();
    } catch (JacksonException e) {
      throw translated(e);
    }
  }

  /// The index of the first byte of the current token; of a string, its opening quote.
  public int tokenStart() {
    return base + Math.toIntExact(parser.currentTokenLocation().getByteOffset());
  }

  /// The index behind the current token, which must open or close an object or array.
  public int structureEnd() {
    return base + Math.toIntExact(parser.currentLocation().getByteOffset());
  }

  /// Where the current token opens an object or array, moves to the token that closes it.
  public void skipChildren() throws UnreadableJsonException {
    try {
      parser.skipChildren();
    } catch (JacksonException e) {
      throw translated(e);
    }
  }

  /// Passes over the current value.
  ///
  /// @return the index behind it
  public int skipValue() throws UnreadableJsonException {
    int start = tokenStart();
    return switch (bytes[start]) {
      case '{', '[' -> {
        skipChildren();
        yield structureEnd();
      }
      case '"' -> {
        text();
        yield JsonStringBytes.closingQuote(bytes, start) + 1;
      }
      default -> start + text().length();
    };
  }

  JsonParser parser() {
    return parser;
  }

  /// Says what Jackson found wrong without repeating any of the input.
  UnreadableJsonException translated(JacksonException e) {
    if (e instanceof StreamConstraintsException) {
      boolean tooDeep = parser.streamReadContext().getNestingDepth() >= BoundedJson.MAX_DEPTH;
      return new UnreadableJsonException(
          tooDeep
              ? "nested deeper than " + BoundedJson.MAX_DEPTH + " levels"
              : "a number or member name is longer than what is read",
          where(parser.currentLocation()));
    }
    if (e instanceof UnexpectedEndOfInputException) {
      return new UnreadableJsonException("the input ends too early", end);
    }
    TokenStreamLocation location = e.getLocation();
    return new UnreadableJsonException(
        "not valid JSON", where(location == null ? parser.currentLocation() : location));
  }

  private int where(TokenStreamLocation location) {
    return (int) Math.clamp(base + location.getByteOffset(), base, end);
  }

  @Override
  public void close() {
    parser.close();
  }
}
