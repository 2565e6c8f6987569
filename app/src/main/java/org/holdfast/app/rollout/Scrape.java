package org.holdfast.app.rollout;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The samples of one `GET /metrics` (Prometheus text format 0.0.4).
final class Scrape {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (\\S+).*");

  private final List<Sample> samples;

  /// @param labels as they are written, between the braces
  record Sample(String name, String labels, double value) {
    boolean has(String label) {
      return labels.contains(label);
    }
  }

  Scrape(String text) {
    this.samples =
        text.lines()
            .filter(line -> !line.startsWith("#"))
            .map(SAMPLE::matcher)
            .filter(Matcher::matches)
            .map(m -> new Sample(m.group(1), m.group(2) == null ? "" : m.group(2), value(m)))
            .toList();
  }

  private static double value(Matcher matcher) {
    try {
      return Double.parseDouble(matcher.group(3).replace("Inf", "Infinity"));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  List<Sample> named(String name) {
    return samples.stream().filter(sample -> sample.name.equals(name)).toList();
  }

  /// Not a number if one of them is not, or there is none.
  double sum(String name) {
    List<Sample> found = named(name);
    return found.isEmpty() ? Double.NaN : found.stream().mapToDouble(Sample::value).sum();
  }
}
