package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// How many measurements stood in the logs of writers that are deleted altogether: the file
/// `retired`. It names the writers whose files may still be there, because the count is written
/// before they are deleted. Written with the directory's lock held.
final class RetiredFile {

  /// @param measurements the total of all writers retired ever
  /// @param writers those of them whose segments may still be found
  record Retired(long measurements, Set<WriterId> writers) {
    static final Retired NOTHING = new Retired(0, Set.of());

    Retired {
      writers = Set.copyOf(writers);
    }

    Retired with(WriterId writer, long itsMeasurements) {
      Set<WriterId> more = new TreeSet<>(writers);
      more.add(writer);
      return new Retired(measurements + itsMeasurements, more);
    }

    Retired withoutNamesBut(Set<WriterId> present) {
      Set<WriterId> fewer = new TreeSet<>(writers);
      fewer.retainAll(present);
      return new Retired(measurements, fewer);
    }
  }

  private final SmallFile file;

  RetiredFile(Disk disk, Path directory) {
    this.file = new SmallFile(disk, directory.resolve("retired"), "retired");
  }

  Retired read() throws IOException {
    return file.read().map(RetiredFile::parse).orElse(Retired.NOTHING);
  }

  /// Like [#read], before a [#write]: fails rather than count from an older generation.
  Retired readForUpdate() throws IOException {
    return file.readForUpdate().map(RetiredFile::parse).orElse(Retired.NOTHING);
  }

  private static Retired parse(List<String> lines) {
    long measurements = 0;
    Set<WriterId> writers = new TreeSet<>();
    for (String line : lines) {
      if (line.matches("measurements [0-9]{1,18}")) {
        measurements = Long.parseLong(line.substring(line.indexOf(' ') + 1));
      } else if (line.startsWith("writer ")) {
        WriterId.parse(line.substring(line.indexOf(' ') + 1)).ifPresent(writers::add);
      }
    }
    return new Retired(measurements, writers);
  }

  void write(Retired retired) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("measurements " + retired.measurements());
    retired.writers().forEach(writer -> lines.add("writer " + writer));
    file.write(lines);
  }
}
