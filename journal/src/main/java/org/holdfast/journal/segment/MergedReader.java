package org.holdfast.journal.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads all writers, of those that have something the one that received it first. Used by one
/// thread.
final class MergedReader implements Closeable {
  private final Disk disk;
  private final Path directory;
  private final JournalView view;
  private final Map<WriterId, LogPoint> start;
  private final Map<WriterId, WriterReader> readers = new TreeMap<>();

  /// @param start where to go on with each writer; one that is not named is read from the oldest
  ///   record kept
  MergedReader(Disk disk, Path directory, JournalView view, Map<WriterId, LogPoint> start) {
    this.disk = disk;
    this.directory = directory;
    this.view = view;
    this.start = Map.copyOf(start);
  }

  /// The next entry without taking it; empty if nothing more is durable.
  Optional<WriterReader.Head> peek() throws IOException {
    Optional<WriterReader> earliest = earliest();
    return earliest.isPresent() ? earliest.get().peek() : Optional.empty();
  }

  /// Takes the next entry.
  Optional<WriterReader.Head> next() throws IOException {
    Optional<WriterReader> earliest = earliest();
    if (earliest.isEmpty()) {
      return Optional.empty();
    }
    Optional<WriterReader.Head> head = earliest.get().peek();
    earliest.get().take();
    return head;
  }

  private Optional<WriterReader> earliest() throws IOException {
    followView();
    Optional<WriterReader> earliest = Optional.empty();
    for (WriterReader reader : readers.values()) {
      Optional<WriterReader.Head> head = reader.peek();
      if (head.isPresent() && (earliest.isEmpty() || isBefore(head.get(), earliest.get()))) {
        earliest = Optional.of(reader);
      }
    }
    return earliest;
  }

  private static boolean isBefore(WriterReader.Head head, WriterReader other) throws IOException {
    return head.receivedAt().isBefore(other.peek().orElseThrow().receivedAt());
  }

  private void followView() throws IOException {
    for (WriterLog log : view.logs()) {
      readers.computeIfAbsent(
          log.id(),
          id ->
              new WriterReader(
                  log, new SegmentChain(disk, directory, log), Optional.ofNullable(start.get(id))));
    }
    if (readers.size() > view.logs().size()) {
      for (WriterId gone : readers.keySet().stream().filter(id -> isGone(id)).toList()) {
        WriterReader reader = readers.remove(gone);
        if (reader != null) {
          reader.close();
        }
      }
    }
  }

  private boolean isGone(WriterId id) {
    return view.log(id).isEmpty();
  }

  /// How far each writer present has been read.
  Map<WriterId, LogPoint> points() {
    Map<WriterId, LogPoint> points = new TreeMap<>(start);
    readers.forEach((id, reader) -> reader.point().ifPresent(point -> points.put(id, point)));
    points.keySet().removeIf(this::isGone);
    return points;
  }

  @Override
  public void close() throws IOException {
    for (WriterReader reader : readers.values()) {
      reader.close();
    }
    readers.clear();
  }
}
