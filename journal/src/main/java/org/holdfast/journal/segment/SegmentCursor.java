package org.holdfast.journal.segment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.holdfast.journal.Cursor;

/// A cursor over all writers of the directory.
final class SegmentCursor implements Cursor {
  private final Disk disk;
  private final Path directory;
  private final JournalView view;
  private final CursorFile file;
  private final DiskLock lock;
  private final MeasurementCount count;
  private final DurableSignal signal;
  private final long pollNanos;
  private final LongConsumer damagedCommitted;

  private Map<WriterId, LogPoint> committed;
  private MergedReader reader;
  private long damagedSinceCommit;

  /// @param lock held as long as the cursor is open
  /// @param committed where to start
  /// @param damagedCommitted is told how many damaged entries each commit passes
  SegmentCursor(
      Disk disk,
      Path directory,
      JournalView view,
      CursorFile file,
      DiskLock lock,
      Map<WriterId, LogPoint> committed,
      MeasurementCount count,
      DurableSignal signal,
      Duration pollInterval,
      LongConsumer damagedCommitted) {
    this.disk = disk;
    this.directory = directory;
    this.view = view;
    this.file = file;
    this.lock = lock;
    this.committed = committed;
    this.count = count;
    this.signal = signal;
    this.pollNanos = pollInterval.toNanos();
    this.damagedCommitted = damagedCommitted;
    this.reader = new MergedReader(disk, directory, view, committed);
  }

  @Override
  public List<Entry> poll(int maxEntries, long maxBytes, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (true) {
        long seen = signal.count();
        List<Entry> entries = read(maxEntries, maxBytes);
        long left = deadline - System.nanoTime();
        if (!entries.isEmpty() || left <= 0) {
          return entries;
        }
        signal.awaitMoreThan(seen, Math.min(left, pollNanos));
        view.refreshIfOlderThan(pollNanos);
      }
    } catch (ClosedByInterruptException e) {
      // It leaves the thread marked as interrupted; this exception tells it instead.
      Thread.interrupted();
      throw (InterruptedException) new InterruptedException().initCause(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Entry> read(int maxEntries, long maxBytes) throws IOException {
    List<Entry> entries = new ArrayList<>();
    long bytes = 0;
    while (entries.size() < maxEntries && bytes < maxBytes) {
      Optional<WriterReader.Head> head = next(entries.isEmpty());
      if (head.isEmpty()) {
        break;
      }
      Entry entry = head.get().entry();
      entries.add(entry);
      switch (entry) {
        case Entry.Intact intact -> bytes += intact.record().body().length;
        case Entry.Damaged damaged -> {
          bytes += damaged.bytes().length;
          damagedSinceCommit++;
        }
      }
    }
    return entries;
  }

  /// The next entry. Trouble is told only before the first: what has been taken must reach the
  /// caller, or the next commit would pass over it unseen. The poll after that meets the trouble
  /// again.
  private Optional<WriterReader.Head> next(boolean first) throws IOException {
    try {
      return reader.next();
    } catch (IOException e) {
      if (first) {
        throw e;
      }
      return Optional.empty();
    }
  }

  @Override
  public void commit() {
    Map<WriterId, LogPoint> points = reader.points();
    try {
      if (!points.equals(committed)) {
        file.write(points);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    committed = points;
    damagedCommitted.accept(damagedSinceCommit);
    damagedSinceCommit = 0;
  }

  @Override
  public void rewind() {
    closeReader();
    reader = new MergedReader(disk, directory, view, committed);
    damagedSinceCommit = 0;
  }

  @Override
  public long measurementsCommitted() {
    try {
      return count.before(committed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void closeReader() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (lock) {
      closeReader();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
