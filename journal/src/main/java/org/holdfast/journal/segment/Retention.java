package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes what every cursor has passed. Works with the directory's lock held.
///
/// A writer's segments go in their order, each deletion durable before the next, so that what is
/// left never has a hole. The last one goes only when the writer is dead, after its measurements
/// have been added to `retired`.
final class Retention {
  private static final Logger logger = LoggerFactory.getLogger(Retention.class);

  private final Disk disk;
  private final Path directory;
  private final JournalView view;
  private final RetiredFile retiredFile;
  private final Set<String> requiredCursors;

  Retention(
      Disk disk,
      Path directory,
      JournalView view,
      RetiredFile retiredFile,
      Set<String> requiredCursors) {
    this.disk = disk;
    this.directory = directory;
    this.view = view;
    this.retiredFile = retiredFile;
    this.requiredCursors = requiredCursors;
  }

  void run() throws IOException {
    view.refresh();
    forgetNamesNoLongerNeeded();
    Optional<List<Map<WriterId, LogPoint>>> cursors = cursors();
    if (cursors.isPresent()) {
      for (WriterLog log : view.logs()) {
        clear(log, cursors.get());
      }
    }
    view.refresh();
  }

  /// Where all cursors stand; empty if one is missing or its files are damaged.
  private Optional<List<Map<WriterId, LogPoint>>> cursors() throws IOException {
    Set<String> names = new TreeSet<>(requiredCursors);
    names.addAll(CursorFile.names(disk, directory));
    List<Map<WriterId, LogPoint>> points = new ArrayList<>();
    for (String name : names) {
      Optional<Map<WriterId, LogPoint>> point = new CursorFile(disk, directory, name).read();
      if (point.isEmpty()) {
        return Optional.empty();
      }
      points.add(point.get());
    }
    return Optional.of(points);
  }

  private void clear(WriterLog log, List<Map<WriterId, LogPoint>> cursors) throws IOException {
    RetiredFile.Retired retired = retiredFile.readForUpdate();
    boolean isRetired = retired.writers().contains(log.id());
    List<Integer> passed = new ArrayList<>();
    for (int number : log.numbers()) {
      if (!isRetired && !isPassed(log, number, cursors)) {
        break;
      }
      passed.add(number);
    }
    boolean all = !passed.isEmpty() && passed.size() == log.numbers().size();
    if (all && !isRetired) {
      if (log.isOwn() || WriterRegistration.isAlive(disk, directory, log.id())) {
        passed.removeLast();
      } else {
        retiredFile.write(retired.with(log.id(), log.durable().measurements()));
      }
    }
    for (int number : passed) {
      SegmentName name = new SegmentName(log.id(), number);
      disk.delete(directory.resolve(name.fileName()));
      disk.syncDirectory(directory);
      logger.info("Segment {} is deleted, all cursors have passed it", name.fileName());
    }
  }

  private boolean isPassed(WriterLog log, int number, List<Map<WriterId, LogPoint>> cursors)
      throws IOException {
    for (Map<WriterId, LogPoint> cursor : cursors) {
      LogPoint point = cursor.get(log.id());
      if (point == null || point.segment() < number) {
        return false;
      }
      if (point.segment() == number && !isEnd(log, point)) {
        return false;
      }
    }
    return true;
  }

  /// Whether nothing but marks stands between this point and the footer of its segment.
  private boolean isEnd(WriterLog log, LogPoint point) throws IOException {
    try (SegmentReader reader =
        new SegmentChain(disk, directory, log).open(point.segment()).orElse(null)) {
      if (reader == null || reader.footer().isEmpty()) {
        return false;
      }
      long end = reader.footer().getAsLong();
      long offset = point.offset();
      while (offset < end) {
        Optional<RecordHeader> header = reader.headerAt(offset);
        if (header.filter(found -> found.type() == RecordType.MARK).isEmpty()) {
          return false;
        }
        offset += header.get().length();
      }
      return true;
    }
  }

  private void forgetNamesNoLongerNeeded() throws IOException {
    RetiredFile.Retired retired = retiredFile.readForUpdate();
    Set<WriterId> present = new HashSet<>();
    view.logs().forEach(log -> present.add(log.id()));
    RetiredFile.Retired needed = retired.withoutNamesBut(present);
    if (!needed.equals(retired)) {
      retiredFile.write(needed);
    }
  }
}
