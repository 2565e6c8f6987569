package org.holdfast.testkit.crash;

import java.io.PrintStream;
import java.util.List;
import org.holdfast.testkit.history.Finding;

/// Verdicts as lines of text, from one JVM to another.
final class VerdictLines implements Verdicts {
  private static final String TAB = "\t";

  private final PrintStream out;

  VerdictLines(PrintStream out) {
    this.out = out;
  }

  /// Passes on what was written as `line`.
  static void read(String line, Verdicts to) {
    List<String> parts =
        List.of(line.split(TAB, -1)).stream().map(VerdictLines::unescaped).toList();
    switch (parts.getFirst()) {
      case "available" -> to.available(Integer.parseInt(parts.get(1)));
      case "to-kill" -> to.toKill(Point.parse(parts.get(1)));
      case "struck" -> to.struck(Point.parse(parts.get(1)));
      case "absent" -> to.absent(Point.parse(parts.get(1)));
      case "unreached" -> to.unreached(Point.parse(parts.get(1)), parts.get(2));
      case "lived" -> to.lived(Integer.parseInt(parts.get(1)));
      case "found" -> to.found(Finding.Kind.valueOf(parts.get(1)), parts.get(2), parts.get(3));
      case "start-failed" -> to.startFailed(parts.get(1));
      case "say" -> to.say(parts.get(1));
      default -> to.say(line);
    }
  }

  @Override
  public void available(int points) {
    write("available", String.valueOf(points));
  }

  @Override
  public void toKill(Point point) {
    write("to-kill", point.toString());
  }

  @Override
  public void struck(Point point) {
    write("struck", point.toString());
  }

  @Override
  public void absent(Point point) {
    write("absent", point.toString());
  }

  @Override
  public void unreached(Point point, String why) {
    write("unreached", point.toString(), why);
  }

  @Override
  public void lived(int lives) {
    write("lived", String.valueOf(lives));
  }

  @Override
  public void found(Finding.Kind kind, String key, String where) {
    write("found", kind.name(), key, where);
  }

  @Override
  public void startFailed(String what) {
    write("start-failed", what);
  }

  @Override
  public void say(String line) {
    write("say", line);
  }

  private void write(String... parts) {
    String line = String.join(TAB, List.of(parts).stream().map(VerdictLines::escaped).toList());
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }

  private static String escaped(String part) {
    return part.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "").replace(TAB, "\\t");
  }

  private static String unescaped(String part) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == '\\' && i + 1 < part.length()) {
        i++;
        text.append(
            switch (part.charAt(i)) {
              case 'n' -> '\n';
              case 't' -> '\t';
              default -> part.charAt(i);
            });
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
