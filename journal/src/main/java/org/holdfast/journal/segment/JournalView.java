package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/// All writers whose segments stand in the directory. What this process writes shows at once, what
/// others do with the next [#refresh]. Safe for concurrent use.
final class JournalView {
  private final Disk disk;
  private final Path directory;
  private final WriterLog own;
  private final Map<WriterId, WriterLog> logs = new ConcurrentSkipListMap<>();
  private long refreshedNanos = System.nanoTime();

  /// @param own the writer in this process; it stays in the view without any segment
  JournalView(Disk disk, Path directory, WriterId own) {
    this.disk = disk;
    this.directory = directory;
    this.own = new WriterLog(disk, directory, own, true);
    logs.put(own, this.own);
  }

  /// The log of the writer in this process.
  WriterLog own() {
    return own;
  }

  /// Oldest writer first.
  Collection<WriterLog> logs() {
    return List.copyOf(logs.values());
  }

  Optional<WriterLog> log(WriterId writer) {
    return Optional.ofNullable(logs.get(writer));
  }

  synchronized void refreshIfOlderThan(long nanos) throws IOException {
    if (System.nanoTime() - refreshedNanos >= nanos) {
      refresh();
    }
  }

  synchronized void refresh() throws IOException {
    // Taken before the listing: a segment the writer creates meanwhile is in neither.
    NavigableSet<Integer> ownBefore = new TreeSet<>(own.numbers());
    Map<WriterId, NavigableSet<Integer>> seen = segments(disk, directory);
    own.forgetDeleted(ownBefore, seen.getOrDefault(own.id(), new TreeSet<>()));
    for (Map.Entry<WriterId, NavigableSet<Integer>> entry : seen.entrySet()) {
      if (entry.getKey().equals(own.id())) {
        continue;
      }
      WriterLog log =
          logs.computeIfAbsent(entry.getKey(), id -> new WriterLog(disk, directory, id, false));
      try {
        log.refresh(entry.getValue());
      } catch (NoSuchFileException e) {
        // Deleted since the directory was listed; the next refresh shows it.
        continue;
      }
    }
    for (WriterLog log : logs()) {
      if (!log.isOwn() && !seen.containsKey(log.id())) {
        log.numbers().clear();
        logs.remove(log.id());
      }
    }
    refreshedNanos = System.nanoTime();
  }

  /// The segment files of a directory as their names tell.
  static Map<WriterId, NavigableSet<Integer>> segments(Disk disk, Path directory)
      throws IOException {
    Map<WriterId, NavigableSet<Integer>> segments = new TreeMap<>();
    for (String fileName : disk.list(directory)) {
      SegmentName.ofFile(fileName)
          .ifPresent(
              name ->
                  segments
                      .computeIfAbsent(name.writer(), id -> new TreeSet<>())
                      .add(name.number()));
    }
    return segments;
  }

  /// The size of all segments in bytes.
  long bytes() {
    long bytes = 0;
    for (WriterLog log : logs()) {
      for (int number : log.numbers()) {
        try {
          bytes += disk.size(directory.resolve(new SegmentName(log.id(), number).fileName()));
        } catch (IOException e) {
          // Deleted this moment: it takes no room.
          continue;
        }
      }
    }
    return bytes;
  }
}
