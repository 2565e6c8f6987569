package org.holdfast.testkit.traffic;

import java.util.random.RandomGenerator;

/// Text for the bodies of simulated pages: words of several scripts, mark-up, quotes, backslashes,
/// escapes, so that every spelling rule of JSON is exercised.
final class FillText {
  private static final String[] WORDS = {
    "kelp",
    "holdfast",
    "tide",
    "storm",
    "réseau",
    "mesure",
    "сеть",
    "доступ",
    "شبكة",
    "测量",
    "ネットワーク",
    "<p class=\"x\">",
    "</p>\n",
    "\"quoted\"",
    "C:\\path",
    "tab\there",
    "50 %",
    "https://news.example/a?b=c&d=e",
    "😀",
    "line\r\n",
    "&nbsp;",
    "{\"json\":true}",
    "/slash/"
  };

  private FillText() {}

  /// About `length` characters.
  static String of(RandomGenerator random, int length) {
    StringBuilder text = new StringBuilder(length + 32);
    while (text.length() < length) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
    }
    return text.toString();
  }
}
