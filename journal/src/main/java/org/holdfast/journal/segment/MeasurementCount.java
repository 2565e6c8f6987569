package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Counts measurements from what stands in files: those of retired writers, and for each writer
/// present the count at some place of its log.
final class MeasurementCount {
  private final Disk disk;
  private final Path directory;
  private final JournalView view;
  private final RetiredFile retiredFile;

  MeasurementCount(Disk disk, Path directory, JournalView view, RetiredFile retiredFile) {
    this.disk = disk;
    this.directory = directory;
    this.view = view;
    this.retiredFile = retiredFile;
  }

  /// Measurements made durable ever, by any writer.
  long ever() throws IOException {
    return sum(log -> log.durable().measurements());
  }

  /// Measurements before these points; a writer without one counts from its oldest record kept,
  /// since what was deleted had been read.
  long before(Map<WriterId, LogPoint> points) throws IOException {
    return sum(
        log -> {
          Optional<LogPoint> point = Optional.ofNullable(points.get(log.id()));
          boolean kept = point.isPresent() && log.numbers().contains(point.get().segment());
          long known = point.map(LogPoint::measurements).orElse(0L);
          return kept ? known : Math.max(known, beforeOldest(log));
        });
  }

  private long beforeOldest(WriterLog log) throws IOException {
    try (SegmentReader oldest = new SegmentChain(disk, directory, log).openAfter(0).orElse(null)) {
      return oldest == null ? 0 : oldest.header().firstMeasurement();
    }
  }

  /// A writer that is retired meanwhile would be missing from both or stand in both, so the file is
  /// read before the directory and again after it.
  private long sum(LogCount count) throws IOException {
    RetiredFile.Retired retired = retiredFile.read();
    while (true) {
      view.refresh();
      long sum = retired.measurements();
      for (WriterLog log : view.logs()) {
        if (!retired.writers().contains(log.id())) {
          sum += count.of(log);
        }
      }
      RetiredFile.Retired now = retiredFile.read();
      if (now.equals(retired)) {
        return sum;
      }
      retired = now;
    }
  }

  private interface LogCount {
    long of(WriterLog log) throws IOException;
  }
}
