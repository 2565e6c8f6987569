package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// The segments of one writer in their order, those left out that cannot be read.
final class SegmentChain {
  private final Disk disk;
  private final Path directory;
  private final WriterLog log;

  SegmentChain(Disk disk, Path directory, WriterLog log) {
    this.disk = disk;
    this.directory = directory;
    this.log = log;
  }

  SegmentName name(int number) {
    return new SegmentName(log.id(), number);
  }

  /// Empty if the segment is gone or has no usable header, or is of a later format.
  Optional<SegmentReader> open(int number) throws IOException {
    if (!log.numbers().contains(number)) {
      return Optional.empty();
    }
    try {
      Optional<SegmentReader> reader = SegmentReader.open(disk, directory, name(number));
      if (reader.isPresent() && !reader.get().header().isReadable()) {
        reader.get().close();
        return Optional.empty();
      }
      return reader;
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /// The next segment after this number. A file without usable header is passed over; one of a
  /// later format is not, its time comes with the release that reads it.
  Optional<SegmentReader> openAfter(int number) throws IOException {
    for (int next : log.numbers().tailSet(number, false)) {
      try {
        Optional<SegmentReader> reader = SegmentReader.open(disk, directory, name(next));
        if (reader.isPresent() && !reader.get().header().isReadable()) {
          reader.get().close();
          return Optional.empty();
        }
        if (reader.isPresent()) {
          return reader;
        }
      } catch (NoSuchFileException e) {
        continue;
      }
    }
    return Optional.empty();
  }

  /// Whether [#openAfter] finds one, which says that the writer is done with this number.
  boolean continuesAfter(int number) throws IOException {
    try (SegmentReader next = openAfter(number).orElse(null)) {
      return next != null;
    }
  }

  /// Whether the segment was moved out of the way because it could not be read at all, rather than
  /// deleted because everybody had read it.
  boolean isSetAside(int number) {
    return disk.exists(
        directory.resolve(SegmentRecovery.SET_ASIDE).resolve(name(number).fileName()));
  }
}
