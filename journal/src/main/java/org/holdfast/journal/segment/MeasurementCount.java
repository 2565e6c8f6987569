package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

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
    Map<WriterId, Long> counts = new TreeMap<>();
    for (WriterLog log : view.logs()) {
      Optional<LogPoint> point = Optional.ofNullable(points.get(log.id()));
      boolean kept = point.isPresent() && log.numbers().contains(point.get().segment());
      long known = point.map(LogPoint::measurements).orElse(0L);
      counts.put(log.id(), kept ? known : Math.max(known, beforeOldest(log)));
    }
    return sum(log -> counts.getOrDefault(log.id(), 0L));
  }

  private long beforeOldest(WriterLog log) throws IOException {
    try (SegmentReader oldest = new SegmentChain(disk, directory, log).openAfter(0).orElse(null)) {
      return oldest == null ? 0 : oldest.header().firstMeasurement();
    }
  }

  private long sum(ToLongFunction<WriterLog> count) throws IOException {
    RetiredFile.Retired retired = retiredFile.read();
    long sum = retired.measurements();
    for (WriterLog log : view.logs()) {
      if (!retired.writers().contains(log.id())) {
        sum += count.applyAsLong(log);
      }
    }
    return sum;
  }
}
