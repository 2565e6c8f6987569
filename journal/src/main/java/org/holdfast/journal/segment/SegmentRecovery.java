package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the segments of dead writers into the state a clean end would have left: each sealed, the
/// last one without the torn tail of what was being written. Everything that checks out is kept,
/// and what does not but stands before something that does. Works with the directory's lock held,
/// any number of times.
final class SegmentRecovery {
  /// Where files go that are no segments although their names say so.
  static final String SET_ASIDE = "set-aside";

  private static final Logger log = LoggerFactory.getLogger(SegmentRecovery.class);

  private final Disk disk;
  private final Path directory;
  private final WriterId own;

  /// @param own the writer of this process, which is left alone
  SegmentRecovery(Disk disk, Path directory, WriterId own) {
    this.disk = disk;
    this.directory = directory;
    this.own = own;
  }

  /// Repairs what it can; a file that the disk refuses to repair is left for the next time.
  void run() throws IOException {
    Map<WriterId, NavigableSet<Integer>> segments = JournalView.segments(disk, directory);
    for (Map.Entry<WriterId, NavigableSet<Integer>> entry : segments.entrySet()) {
      WriterId writer = entry.getKey();
      if (!writer.equals(own) && !WriterRegistration.isAlive(disk, directory, writer)) {
        int last = entry.getValue().last();
        for (int number : entry.getValue()) {
          repairIfPossible(new SegmentName(writer, number), number == last);
        }
      }
    }
    removeLocksOfTheDead();
  }

  private void removeLocksOfTheDead() throws IOException {
    for (String fileName : disk.list(directory)) {
      Optional<WriterId> writer = WriterId.ofLockFile(fileName).filter(id -> !id.equals(own));
      if (writer.isPresent() && !WriterRegistration.isAlive(disk, directory, writer.get())) {
        disk.delete(directory.resolve(fileName));
      }
    }
  }

  private void repairIfPossible(SegmentName name, boolean last) {
    try {
      repair(name, last);
    } catch (IOException e) {
      log.warn("Segment {} could not be repaired now", name.fileName(), e);
    }
  }

  private void repair(SegmentName name, boolean last) throws IOException {
    Optional<SegmentReader> opened = SegmentReader.open(disk, directory, name);
    if (opened.isEmpty()) {
      if (last && disk.size(directory.resolve(name.fileName())) <= SegmentHeader.FIRST_RECORD) {
        removeUnbegun(name);
      } else {
        setAside(name);
      }
      return;
    }
    SegmentHeader header;
    LogPoint end;
    long size;
    try (SegmentReader reader = opened.get()) {
      header = reader.header();
      size = reader.size();
      if (!header.isReadable() || reader.footer().isPresent()) {
        return;
      }
      end = endOfIntact(reader);
    }
    // Only the last segment can end in the middle of a write; in others it is damage and stays.
    seal(header, last ? end : end.movedTo(Math.max(size, end.offset())), size);
  }

  /// After the last record or mark that checks out, whatever stands before it.
  private static LogPoint endOfIntact(SegmentReader reader) throws IOException {
    LogPoint end = LogPoint.startOf(reader.header());
    OptionalLong at = reader.findHeader(end.offset());
    while (at.isPresent()) {
      long offset = at.getAsLong();
      Optional<RecordHeader> header = reader.headerAt(offset);
      long next = offset + 1;
      if (header.isPresent() && reader.isIntact(offset, header.get())) {
        end = end.at(offset, header.get()).after(header.get());
        next = end.offset();
      }
      at = reader.findHeader(next);
    }
    return end;
  }

  private void seal(SegmentHeader header, LogPoint end, long size) throws IOException {
    if (end.offset() < size) {
      log.warn(
          "Segment {}: {} bytes of an unfinished write are cut off",
          header.name().fileName(),
          size - end.offset());
    }
    try (DiskFile file = disk.openForRepair(directory.resolve(header.name().fileName()))) {
      if (end.offset() < size) {
        file.truncate(end.offset());
      }
      // What stands before has not been synced for certain, and neither has its directory entry.
      file.force();
      disk.syncDirectory(directory);
      long offset = end.offset();
      for (byte[] part : ActiveSegment.footer(header, end.sequence(), end.measurements())) {
        file.write(ByteBuffer.wrap(part), offset);
        offset += part.length;
      }
      file.force();
    }
  }

  /// Its writer died while it made the file: there is no place for a record in it.
  private void removeUnbegun(SegmentName name) throws IOException {
    log.info("Segment {} was never begun and is deleted", name.fileName());
    disk.delete(directory.resolve(name.fileName()));
    disk.syncDirectory(directory);
  }

  private void setAside(SegmentName name) throws IOException {
    Path file = directory.resolve(name.fileName());
    Path aside = directory.resolve(SET_ASIDE);
    log.error(
        "Segment {} of {} bytes has no usable header and is set aside in {}",
        name.fileName(),
        disk.size(file),
        SET_ASIDE);
    disk.createDirectories(aside);
    disk.move(file, aside.resolve(name.fileName()));
    disk.syncDirectory(aside);
    disk.syncDirectory(directory);
  }
}
