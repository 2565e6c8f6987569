package org.holdfast.app.config;

import java.util.Comparator;
import java.util.List;

/// A configuration that cannot be used, with every mistake in it.
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /// @param source the file as the operator named it
  public ConfigException(String source, List<Problem> problems) {
    this(inOrder(problems), source);
  }

  private ConfigException(List<Problem> ordered, String source) {
    super(report(source, ordered));
    this.problems = ordered;
  }

  /// In the order of the file.
  public List<Problem> problems() {
    return problems;
  }

  /// The mistakes for people, one per line, columns aligned, in the order of the file.
  public String report() {
    return String.valueOf(getMessage());
  }

  private static List<Problem> inOrder(List<Problem> problems) {
    return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }

  private static String report(String source, List<Problem> problems) {
    int keyWidth = problems.stream().mapToInt(p -> p.key().length()).max().orElse(0);
    int lineWidth = problems.stream().mapToInt(p -> line(p).length()).max().orElse(1);
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    StringBuilder report = new StringBuilder(source + " has " + count + "; nothing was started");
    for (Problem problem : problems) {
      report
          .append("\n  line ")
          .append(padded(line(problem), lineWidth))
          .append("  ")
          .append(padded(problem.key(), keyWidth))
          .append("  ")
          .append(problem.text());
    }
    return report.toString();
  }

  private static String line(Problem problem) {
    return problem.line() == 0 ? "-" : Integer.toString(problem.line());
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
