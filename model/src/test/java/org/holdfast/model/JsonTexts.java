package org.holdfast.model;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Arbitrary JSON as text, spelt in more ways than any one writer would.
public final class JsonTexts {
  private static final int DEPTH = 3;

  private JsonTexts() {}

  /// Any value, nested a few levels deep.
  public static Arbitrary<String> values() {
    return values(DEPTH);
  }

  /// Any object; its members have distinct names.
  public static Arbitrary<String> objects() {
    return objects(DEPTH);
  }

  private static Arbitrary<String> values(int depth) {
    Arbitrary<String> words = Arbitraries.of("true", "false", "null", "[]", "{ }");
    return depth == 0
        ? Arbitraries.oneOf(strings(), numbers(), words)
        : Arbitraries.oneOf(strings(), numbers(), lists(depth), objects(depth));
  }

  private static Arbitrary<String> lists(int depth) {
    return enclosed("[", values(depth - 1).list().ofMaxSize(3), "]");
  }

  private static Arbitrary<String> objects(int depth) {
    Arbitrary<List<String>> members =
        Arbitraries.maps(names(), values(depth - 1)).ofMaxSize(4).map(JsonTexts::members);
    return enclosed("{", members, "}");
  }

  /// Strings with raw, escaped and astral characters.
  public static Arbitrary<String> strings() {
    Arbitrary<String> parts =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(6).filter(JsonTexts::standsRaw),
            Arbitraries.of(
                "\\n",
                "\\\"",
                "\\\\",
                "\\/",
                "\\b",
                "\\f",
                "\\r",
                "\\t",
                "\\u0000",
                "\\u00e9",
                "\\u20AC",
                "\\ud83d\\ude00",
                "é",
                "€",
                "😀",
                "\u2028",
                "\u007f"));
    return parts.list().ofMaxSize(5).map(list -> '"' + String.join("", list) + '"');
  }

  /// Numbers as JSON spells them.
  public static Arbitrary<String> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(String::valueOf),
        Arbitraries.integers().between(-1000, 1000).map(String::valueOf),
        Arbitraries.doubles().map(String::valueOf),
        Arbitraries.bigDecimals().map(String::valueOf),
        Arbitraries.of(
            "-0",
            "0",
            "1E+2",
            "1e400",
            "1e-400",
            "9007199254740993",
            "9223372036854775807",
            "-9223372036854775808",
            "1.7976931348623157E308",
            "4.9E-324"));
  }

  private static Arbitrary<String> names() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(4).filter(JsonTexts::standsRaw),
        Arbitraries.of("a", "b", "é", "€", "😀", "\ufb33"));
  }

  private static boolean standsRaw(String text) {
    return text.chars()
        .allMatch(c -> c >= 0x20 && c != '"' && c != '\\' && !Character.isSurrogate((char) c));
  }

  private static List<String> members(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> '"' + member.getKey() + "\":" + member.getValue())
        .toList();
  }

  private static Arbitrary<String> enclosed(
      String open, Arbitrary<List<String>> items, String close) {
    Arbitrary<String> spaces = Arbitraries.of("", "", " ", "\n", "\r\n", "\t ");
    return Combinators.combine(items, spaces, spaces)
        .as(
            (list, before, after) ->
                open + before + String.join(after + "," + before, list) + close);
  }
}
