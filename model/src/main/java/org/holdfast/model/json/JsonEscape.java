package org.holdfast.model.json;

import java.nio.charset.StandardCharsets;

/// What the escapes in a JSON string stand for (RFC 8259 §7). All methods take the index of a
/// backslash in a text that a [StrictJsonReader] has read.
final class JsonEscape {
  private static final int HALF = 6;
  private static final int PAIR = 12;

  private JsonEscape() {}

  /// The character, or the half of a surrogate pair where the other half does not follow.
  static int codePoint(byte[] json, int backslash) {
    return switch (json[backslash + 1]) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' ->
          length(json, backslash) == PAIR
              ? Character.toCodePoint(unit(json, backslash), unit(json, backslash + HALF))
              : unit(json, backslash);
      default -> json[backslash + 1];
    };
  }

  /// How many bytes the escape has, with that of the other half of a surrogate pair.
  static int length(byte[] json, int backslash) {
    if (json[backslash + 1] != 'u') {
      return 2;
    }
    boolean pair =
        Character.isHighSurrogate(unit(json, backslash))
            && json[backslash + HALF] == '\\'
            && json[backslash + HALF + 1] == 'u'
            && Character.isLowSurrogate(unit(json, backslash + HALF));
    return pair ? PAIR : HALF;
  }

  /// The characters that the inside of a string at `[start, end)` stands for.
  static String decoded(byte[] json, int start, int end) {
    StringBuilder text = new StringBuilder(end - start);
    int run = start;
    int i = start;
    while (i < end) {
      if (json[i] == '\\') {
        text.append(new String(json, run, i - run, StandardCharsets.UTF_8));
        text.appendCodePoint(codePoint(json, i));
        i += length(json, i);
        run = i;
      } else {
        i++;
      }
    }
    String rest = new String(json, run, end - run, StandardCharsets.UTF_8);
    return run == start ? rest : text.append(rest).toString();
  }

  private static char unit(byte[] json, int backslash) {
    int value = 0;
    for (int i = backslash + 2; i < backslash + HALF; i++) {
      value = value << 4 | Character.digit(json[i], 16);
    }
    return (char) value;
  }
}
