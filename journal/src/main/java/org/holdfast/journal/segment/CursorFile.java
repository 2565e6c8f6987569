package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a named cursor was last committed: `cursors/<name>`, one line per writer.
///
/// ```text
/// writer <id> <segment> <offset> <sequence> <measurements>
/// ```
final class CursorFile {
  private static final String DIRECTORY = "cursors";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  private static final Pattern LINE =
      Pattern.compile(
          "writer (" + WriterId.FORM + ") ([0-9]{1,9}) ([0-9]{1,18}) ([0-9]{1,18}) ([0-9]{1,18})");

  private final Disk disk;
  private final Path directory;
  private final String name;
  private final SmallFile file;

  CursorFile(Disk disk, Path journal, String name) {
    checkName(name);
    this.disk = disk;
    this.directory = journal.resolve(DIRECTORY);
    this.name = name;
    this.file = new SmallFile(disk, directory.resolve(name), "cursor");
  }

  /// @throws IllegalArgumentException if a file cannot be named so
  static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a cursor's name is 1 to 40 of lower-case letters, digits and '-'");
    }
  }

  /// The names of all cursors that were ever opened.
  static Set<String> names(Disk disk, Path journal) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String entry : disk.list(journal.resolve(DIRECTORY))) {
      int dot = entry.indexOf('.');
      String name = dot < 0 ? entry : entry.substring(0, dot);
      if (NAME.matcher(name).matches() && !entry.endsWith(".lock")) {
        names.add(name);
      }
    }
    return names;
  }

  /// Takes the cursor for this process; empty if it is taken.
  Optional<DiskLock> tryLock() throws IOException {
    disk.createDirectories(directory);
    return disk.tryLock(directory.resolve(name + ".lock"));
  }

  /// The points committed last; empty if the cursor was never opened or its files are damaged.
  Optional<Map<WriterId, LogPoint>> read() throws IOException {
    return file.read().map(CursorFile::parse);
  }

  private static Map<WriterId, LogPoint> parse(List<String> lines) {
    Map<WriterId, LogPoint> points = new TreeMap<>();
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      // Lines of a kind that a later release adds are passed over.
      if (matcher.matches()) {
        points.put(
            new WriterId(matcher.group(1)),
            new LogPoint(
                Integer.parseInt(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                Long.parseLong(matcher.group(4)),
                Long.parseLong(matcher.group(5))));
      }
    }
    return points;
  }

  void write(Map<WriterId, LogPoint> points) throws IOException {
    disk.createDirectories(directory);
    List<String> lines = new ArrayList<>();
    points.forEach(
        (writer, point) ->
            lines.add(
                "writer %s %d %d %d %d"
                    .formatted(
                        writer,
                        point.segment(),
                        point.offset(),
                        point.sequence(),
                        point.measurements())));
    file.write(lines);
  }
}
