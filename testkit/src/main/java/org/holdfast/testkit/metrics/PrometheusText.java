package org.holdfast.testkit.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;

/// The samples of one scrape in Prometheus' text format 0.0.4; comments, types and timestamps are
/// passed over.
public record PrometheusText(List<Sample> samples) {
  private static final Pattern LINE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})?\\s+(\\S+)(?:\\s+-?[0-9]+)?");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

  /// One line: name, labels, value.
  public record Sample(String name, Map<String, String> labels, double value) {
    public Sample {
      labels = Map.copyOf(labels);
    }
  }

  public PrometheusText {
    samples = List.copyOf(samples);
  }

  /// Scrapes `/metrics` of a server's admin listener.
  public static PrometheusText scrape(Target admin) throws IOException {
    Answer answer =
        WireConnection.once(
            admin, WireRequest.of("GET", "/metrics").header("Host", admin.authority()));
    if (answer.status() != 200) {
      throw new IOException("/metrics was answered with " + answer.status());
    }
    return parse(answer.text());
  }

  /// Reads the text of a scrape.
  ///
  /// @throws IllegalArgumentException naming the line that is not a sample
  public static PrometheusText parse(String text) {
    List<Sample> samples = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line.strip());
      if (!matcher.matches()) {
        throw new IllegalArgumentException("not a sample: " + line);
      }
      samples.add(
          new Sample(
              matcher.group(1),
              labels(Optional.ofNullable(matcher.group(2)).orElse("")),
              value(matcher.group(3))));
    }
    return new PrometheusText(samples);
  }

  /// The sum over all samples of that name whose labels contain `labels`; 0 where there is none, as
  /// for a counter that nothing was counted on yet.
  public double sum(String name, Map<String, String> labels) {
    return samples.stream()
        .filter(sample -> sample.name().equals(name))
        .filter(sample -> sample.labels().entrySet().containsAll(labels.entrySet()))
        .mapToDouble(Sample::value)
        .sum();
  }

  /// The sum over all samples of that name.
  public double sum(String name) {
    return sum(name, Map.of());
  }

  /// Whether there is a sample of that name.
  public boolean has(String name) {
    return samples.stream().anyMatch(sample -> sample.name().equals(name));
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    Matcher matcher = LABEL.matcher(text);
    while (matcher.find()) {
      labels.put(
          matcher.group(1),
          matcher.group(2).replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\"));
    }
    return labels;
  }

  private static double value(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
