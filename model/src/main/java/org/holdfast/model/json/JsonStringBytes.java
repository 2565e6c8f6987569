package org.holdfast.model.json;

import java.util.Arrays;

/// Decodes a string of a JSON text straight from bytes to bytes, since the strings that matter here
/// hold whole documents.
public final class JsonStringBytes {
  private final byte[] json;
  private final byte[] decoded;
  private int in;
  private int out;

  private JsonStringBytes(byte[] json, int start, int end) {
    this.json = json;
    this.in = start;
    this.decoded = new byte[end - start];
  }

  /// The decoded text of a string as UTF-8.
  ///
  /// @param json a text that has been read by a [StrictJsonReader] to its end
  /// @param openingQuote where the string starts in it
  /// @throws UnreadableJsonException if the string holds half a surrogate pair, which UTF-8 cannot
  public static byte[] decode(byte[] json, int openingQuote) throws UnreadableJsonException {
    int start = openingQuote + 1;
    int end = closingQuote(json, openingQuote);
    int escape = start;
    while (escape < end && json[escape] != '\\') {
      escape++;
    }
    return escape == end
        ? Arrays.copyOfRange(json, start, end)
        : new JsonStringBytes(json, start, end).decodeTo(end);
  }

  /// The index of the quote that ends the string which starts at `openingQuote`.
  static int closingQuote(byte[] json, int openingQuote) {
    int i = openingQuote + 1;
    while (json[i] != '"') {
      i += json[i] == '\\' ? 2 : 1;
    }
    return i;
  }

  private byte[] decodeTo(int end) throws UnreadableJsonException {
    while (in < end) {
      copyRun(end);
      if (in < end) {
        in++;
        decodeEscape();
      }
    }
    return Arrays.copyOf(decoded, out);
  }

  /// Copies what stands before the next backslash.
  private void copyRun(int end) {
    int start = in;
    int i = start;
    while (i < end && json[i] != '\\') {
      i++;
    }
    System.arraycopy(json, start, decoded, out, i - start);
    out += i - start;
    in = i;
  }

  private void decodeEscape() throws UnreadableJsonException {
    byte escaped = json[in++];
    switch (escaped) {
      case 'b' -> decoded[out++] = '\b';
      case 'f' -> decoded[out++] = '\f';
      case 'n' -> decoded[out++] = '\n';
      case 'r' -> decoded[out++] = '\r';
      case 't' -> decoded[out++] = '\t';
      case 'u' -> putCodePoint(decodeCodePoint());
      default -> decoded[out++] = escaped;
    }
  }

  private int decodeCodePoint() throws UnreadableJsonException {
    int at = in - 2;
    char first = (char) fourHexDigits();
    if (!Character.isSurrogate(first)) {
      return first;
    }
    if (Character.isHighSurrogate(first) && json[in] == '\\' && json[in + 1] == 'u') {
      in += 2;
      char second = (char) fourHexDigits();
      if (Character.isLowSurrogate(second)) {
        return Character.toCodePoint(first, second);
      }
    }
    throw new UnreadableJsonException("half a surrogate pair", at);
  }

  private int fourHexDigits() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = value << 4 | Character.digit(json[in++], 16);
    }
    return value;
  }

  private void putCodePoint(int codePoint) {
    if (codePoint < 0x80) {
      decoded[out++] = (byte) codePoint;
    } else if (codePoint < 0x800) {
      decoded[out++] = (byte) (0xC0 | codePoint >> 6);
      putContinuation(codePoint);
    } else if (codePoint < 0x1_0000) {
      decoded[out++] = (byte) (0xE0 | codePoint >> 12);
      putContinuation(codePoint >> 6);
      putContinuation(codePoint);
    } else {
      decoded[out++] = (byte) (0xF0 | codePoint >> 18);
      putContinuation(codePoint >> 12);
      putContinuation(codePoint >> 6);
      putContinuation(codePoint);
    }
  }

  private void putContinuation(int bits) {
    decoded[out++] = (byte) (0x80 | bits & 0x3F);
  }
}
