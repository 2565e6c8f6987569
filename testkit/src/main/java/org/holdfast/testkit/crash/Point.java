package org.holdfast.testkit.crash;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.testkit.crash.disk.Fault;
import org.holdfast.testkit.crash.disk.Site;

/// One thing that can go wrong at one place.
///
/// @param ordinal of the operation among those at its site in this phase, from 1
public record Point(Phase phase, Site site, int ordinal, Fault fault) {
  private static final Pattern TEXT = Pattern.compile("(\\S+) (.+) #([0-9]+) (\\S+)");

  /// Reads what [#toString] gave.
  public static Point parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a point: " + text);
    }
    return new Point(
        Phase.valueOf(matcher.group(1)),
        Site.parse(matcher.group(2)),
        Integer.parseInt(matcher.group(3)),
        Fault.valueOf(matcher.group(4)));
  }

  @Override
  public String toString() {
    return phase + " " + site + " #" + ordinal + " " + fault;
  }
}
