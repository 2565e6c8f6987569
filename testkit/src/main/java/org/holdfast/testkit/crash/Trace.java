package org.holdfast.testkit.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.testkit.crash.disk.Site;

/// The durable operations of one process, as it wrote them down.
///
/// @param counts how many there were at each site, in the order of the first
/// @param struck whether the planned fault came to pass
record Trace(Map<Site, Integer> counts, boolean struck, List<String> lines) {
  private static final Pattern LINE = Pattern.compile("(.+) #([0-9]+)( [A-Z_]+)?");

  static Trace read(Path file) throws IOException {
    return of(Files.exists(file) ? Files.readAllLines(file) : List.of());
  }

  static Trace of(List<String> lines) {
    Map<Site, Integer> counts = new LinkedHashMap<>();
    boolean struck = false;
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        counts.merge(Site.parse(matcher.group(1)), Integer.parseInt(matcher.group(2)), Math::max);
        struck |= matcher.group(3) != null;
      }
    }
    return new Trace(counts, struck, lines);
  }

  int operations() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
