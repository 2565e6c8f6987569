package org.holdfast.model.json;

import java.util.Arrays;
import java.util.List;

/// A growing array of bytes that knows how JSON text and numbers are spelt in canonical form (RFC
/// 8785 §3.2.2): short escapes where JSON has them, six characters for other control characters,
/// everything else as UTF-8, numbers as ECMAScript prints them. Half a surrogate pair, which that
/// RFC excludes and UTF-8 cannot hold, stands as its escape. The caller sees to the structure.
///
/// Not safe for use by several threads.
public final class JsonOutput {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private byte[] bytes;
  private int length;

  public JsonOutput(int expectedBytes) {
    this.bytes = new byte[Math.max(expectedBytes, 16)];
  }

  /// How many bytes have been written.
  public int length() {
    return length;
  }

  /// What has been written, in a new array.
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /// One ASCII character, as it is.
  public JsonOutput ascii(char c) {
    reserve(1);
    bytes[length++] = (byte) c;
    return this;
  }

  /// ASCII characters, as they are.
  public JsonOutput ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
    return this;
  }

  /// Bytes as they are.
  public JsonOutput raw(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
    return this;
  }

  /// A JSON string with its quotes.
  public JsonOutput string(String text) {
    ascii('"');
    int i = 0;
    while (i < text.length()) {
      i = plainRun(text, i);
      if (i < text.length()) {
        i = special(text, i);
      }
    }
    return ascii('"');
  }

  /// Writes the characters from `start` on that stand for themselves in ASCII.
  ///
  /// @return the index of the first that does not
  private int plainRun(String text, int start) {
    reserve(text.length() - start);
    byte[] target = bytes;
    int offset = length - start;
    int i = start;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') {
        break;
      }
      target[offset + i] = (byte) c;
      i++;
    }
    length = offset + i;
    return i;
  }

  /// Writes the character at `i`, which needs more than one byte.
  ///
  /// @return the index behind it
  private int special(String text, int i) {
    char c = text.charAt(i);
    if (c < 0x80) {
      escape(c);
    } else if (!Character.isSurrogate(c)) {
      twoOrThreeBytes(c);
    } else if (Character.isSurrogatePair(c, i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
      fourBytes(text.codePointAt(i));
      return i + 2;
    } else {
      hexEscape(c);
    }
    return i + 1;
  }

  /// A finite number as ECMAScript prints it.
  public JsonOutput number(double value) {
    return ascii(EcmaNumber.format(value));
  }

  private void escape(char c) {
    switch (c) {
      case '"' -> ascii("\\\"");
      case '\\' -> ascii("\\\\");
      case '\b' -> ascii("\\b");
      case '\f' -> ascii("\\f");
      case '\n' -> ascii("\\n");
      case '\r' -> ascii("\\r");
      case '\t' -> ascii("\\t");
      default -> hexEscape(c);
    }
  }

  private void hexEscape(char c) {
    ascii("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      ascii(HEX[c >> shift & 0xF]);
    }
  }

  private void twoOrThreeBytes(char c) {
    reserve(3);
    if (c < 0x800) {
      bytes[length++] = (byte) (0xC0 | c >> 6);
    } else {
      bytes[length++] = (byte) (0xE0 | c >> 12);
      bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
    }
    bytes[length++] = (byte) (0x80 | c & 0x3F);
  }

  private void fourBytes(int codePoint) {
    reserve(4);
    bytes[length++] = (byte) (0xF0 | codePoint >> 18);
    bytes[length++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
    bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
    bytes[length++] = (byte) (0x80 | codePoint & 0x3F);
  }

  /// One character of a string, or half a surrogate pair.
  JsonOutput character(int codePoint) {
    if (codePoint < 0x20 || codePoint == '"' || codePoint == '\\') {
      escape((char) codePoint);
    } else if (codePoint < 0x80) {
      ascii((char) codePoint);
    } else if (codePoint > 0xFFFF) {
      fourBytes(codePoint);
    } else if (Character.isSurrogate((char) codePoint)) {
      hexEscape((char) codePoint);
    } else {
      twoOrThreeBytes((char) codePoint);
    }
    return this;
  }

  /// Takes back everything behind the first `newLength` bytes.
  void truncate(int newLength) {
    length = newLength;
  }

  /// Rewrites everything from `start` on as these members in their order, with commas between them.
  void permute(int start, List<CanonicalMember> members) {
    byte[] before = Arrays.copyOfRange(bytes, start, length);
    length = start;
    for (CanonicalMember member : members) {
      if (length > start) {
        ascii(',');
      }
      raw(before, member.start() - start, member.end() - member.start());
    }
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      int doubled = (int) Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8);
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), doubled));
    }
  }
}
