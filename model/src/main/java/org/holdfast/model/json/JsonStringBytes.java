package org.holdfast.model.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Decodes a string of a JSON text straight from bytes to bytes, since the strings that matter here
/// hold whole documents.
public final class JsonStringBytes {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';

  private final byte[] json;
  private final int limit;
  private final byte[] decoded;
  private int in;
  private int out;

  private JsonStringBytes(byte[] json, int start, int limit) {
    this.json = json;
    this.limit = limit;
    this.in = start;
    this.decoded = new byte[limit - start];
  }

  /// The decoded text of a string as UTF-8.
  ///
  /// @param json a text that has been read by a [StrictJsonReader] to its end
  /// @param openingQuote where the string starts in it
  /// @param limit where the next token starts
  /// @throws UnreadableJsonException if the string holds half a surrogate pair, which UTF-8 cannot
  public static byte[] decode(byte[] json, int openingQuote, int limit)
      throws UnreadableJsonException {
    return new JsonStringBytes(json, openingQuote + 1, limit).decode();
  }

  /// The index of the quote that ends the string which starts at `openingQuote`.
  static int closingQuote(byte[] json, int openingQuote) {
    int i = openingQuote + 1;
    while (json[i] != '"') {
      i += json[i] == '\\' ? 2 : 1;
    }
    return i;
  }

  private byte[] decode() throws UnreadableJsonException {
    copyPlain();
    while (json[in] == '\\') {
      in++;
      decodeEscape();
      copyPlain();
    }
    return Arrays.copyOf(decoded, out);
  }

  /// Copies up to the closing quote or an escape other than of a quote, backslash or slash, eight
  /// bytes at a time: documents inside strings have a quote every few bytes. What was copied too
  /// far is overwritten by what follows.
  private void copyPlain() {
    byte[] from = json;
    byte[] to = decoded;
    int read = in;
    int written = out;
    while (read + Long.BYTES < limit) {
      long eight = (long) LONGS.get(from, read);
      LONGS.set(to, written, eight);
      long stops = zeroBytes(eight ^ QUOTES) | zeroBytes(eight ^ BACKSLASHES);
      int run = stops == 0 ? Long.BYTES : Long.numberOfTrailingZeros(stops) / Byte.SIZE;
      read += run;
      written += run;
      if (stops != 0) {
        byte escaped = from[read + 1];
        if (from[read] == '"' || !standsForItself(escaped)) {
          break;
        }
        to[written++] = escaped;
        read += 2;
      }
    }
    while (from[read] != '"' && from[read] != '\\') {
      to[written++] = from[read++];
    }
    in = read;
    out = written;
  }

  private static boolean standsForItself(byte escaped) {
    return escaped == '"' || escaped == '\\' || escaped == '/';
  }

  /// The high bit of each byte that is zero, and of none below the lowest of them.
  private static long zeroBytes(long bytes) {
    return (bytes - ONES) & ~bytes & HIGH_BITS;
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
