package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;

/// Learns from the files of a writer in another process what it has made durable: the largest
/// statement found in the headers of its last segment. The end of the file is looked at again each
/// time, because a writer may take back what it has not made durable.
final class LiveTail {
  private final Disk disk;
  private final Path directory;
  private final WriterId writer;

  private Durable durable = Durable.NOTHING;
  private int segment;
  private long offset;
  private boolean sealed;

  LiveTail(Disk disk, Path directory, WriterId writer) {
    this.disk = disk;
    this.directory = directory;
    this.writer = writer;
  }

  /// Whether the last segment seen is sealed.
  boolean isSealed() {
    return sealed;
  }

  /// @param numbers the writer's segments
  Durable refresh(NavigableSet<Integer> numbers) throws IOException {
    for (int number : numbers.descendingSet()) {
      if (number == segment && sealed) {
        return durable;
      }
      Optional<SegmentReader> opened =
          SegmentReader.open(disk, directory, new SegmentName(writer, number));
      if (opened.isPresent()) {
        try (SegmentReader reader = opened.get()) {
          look(number, reader);
        }
        return durable;
      }
    }
    return durable;
  }

  private void look(int number, SegmentReader reader) throws IOException {
    SegmentHeader header = reader.header();
    // A segment is begun after all before it has been synced.
    durable = durable.max(new Durable(header.firstSequence(), header.firstMeasurement()));
    if (number != segment) {
      segment = number;
      offset = SegmentHeader.FIRST_RECORD;
      sealed = false;
    }
    if (!header.isReadable()) {
      return;
    }
    OptionalLong footer = reader.footer();
    if (footer.isPresent()) {
      reader.headerAt(footer.getAsLong()).ifPresent(f -> durable = durable.max(f.durable()));
      sealed = true;
    } else {
      walk(reader);
    }
  }

  private void walk(SegmentReader reader) throws IOException {
    OptionalLong at = reader.findHeader(offset);
    while (at.isPresent()) {
      Optional<RecordHeader> header = reader.headerAt(at.getAsLong());
      if (header.isEmpty()) {
        return;
      }
      durable = durable.max(header.get().durable());
      long next = at.getAsLong() + header.get().length();
      if (header.get().sequenceAfter() <= durable.sequence()) {
        offset = next;
      }
      at = reader.findHeader(next);
    }
  }
}
