package org.holdfast.model.json;

/// Finds its way in a JSON text that a [StrictJsonReader] has read to its end, byte by byte and
/// without taking values apart. What it makes of other bytes is not defined.
public final class ReadJson {
  private ReadJson() {}

  /// The index of the first byte from `at` on that is not white space.
  public static int skipWhiteSpace(byte[] json, int at) {
    int i = at;
    while (json[i] == ' ' || json[i] == '\n' || json[i] == '\r' || json[i] == '\t') {
      i++;
    }
    return i;
  }

  /// The index behind the string whose opening quote stands at `at`.
  public static int skipString(byte[] json, int at) {
    int i = at + 1;
    while (json[i] != '"') {
      i += json[i] == '\\' ? 2 : 1;
    }
    return i + 1;
  }

  /// The index behind the value whose first byte stands at `at`, within an object or array.
  public static int skipValue(byte[] json, int at) {
    int depth = 0;
    int i = at;
    do {
      switch (json[i]) {
        case '{', '[' -> {
          depth++;
          i++;
        }
        case '}', ']' -> {
          depth--;
          i++;
        }
        case '"' -> i = skipString(json, i);
        case ',', ':', ' ', '\n', '\r', '\t' -> i++;
        default -> i = skipWord(json, i);
      }
    } while (depth > 0);
    return i;
  }

  private static int skipWord(byte[] json, int at) {
    int i = at;
    while (json[i] > ' ' && json[i] != ',' && json[i] != '}' && json[i] != ']') {
      i++;
    }
    return i;
  }

  /// The text of the string whose opening quote stands at `at`.
  public static String text(byte[] json, int at) {
    return JsonEscape.decoded(json, at + 1, skipString(json, at) - 1);
  }
}
