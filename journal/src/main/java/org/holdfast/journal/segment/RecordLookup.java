package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.model.envelope.JournalRecord;

/// Finds single records by their positions. Safe for concurrent use.
final class RecordLookup {
  private final Disk disk;
  private final Path directory;

  RecordLookup(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /// Empty if the segment has been deleted or the bytes there do not check out.
  Optional<JournalRecord> find(SegmentPosition position) throws IOException {
    try (SegmentReader reader =
        SegmentReader.open(disk, directory, position.segment()).orElse(null)) {
      if (reader == null || !reader.header().isReadable()) {
        return Optional.empty();
      }
      Optional<RecordHeader> header = reader.headerAt(position.offset());
      return header.isPresent() ? reader.record(position.offset(), header.get()) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
