package org.holdfast.journal.segment;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Journal;
import org.holdfast.journal.JournalContents;
import org.holdfast.journal.JournalStatus;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.JournalUnavailableException.Reason;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal in local segment files; the package page shows the layout. Several processes may
/// open one directory side by side.
public final class SegmentJournal implements Journal {
  private static final Logger log = LoggerFactory.getLogger(SegmentJournal.class);

  private final Disk disk;
  private final Path directory;
  private final SegmentOptions options;
  private final WriterId writer;
  private final Admission admission;
  private final AppendQueue queue;
  private final JournalView view;
  private final MeasurementCount count;
  private final RecordLookup lookup;
  private final DurableSignal signal;
  private final JournalMeters meters;
  private final Upkeep upkeep;
  private final Acknowledger acknowledger;
  private final GroupCommit commit;

  /// Opens the journal in a directory, which is created if need be, and repairs what writers that
  /// died have left. Damaged content never keeps it from opening, and neither does a full disk.
  ///
  /// @param listener hears if the journal fails for good
  /// @throws UncheckedIOException if the directory cannot be used at all
  public static SegmentJournal open(
      Path directory,
      SegmentOptions options,
      Clock clock,
      MeterRegistry meters,
      FailureListener listener) {
    return open(new LocalDisk(), directory, options, clock, new SecureRandom(), meters, listener);
  }

  static SegmentJournal open(
      Disk disk,
      Path directory,
      SegmentOptions options,
      Clock clock,
      RandomGenerator random,
      MeterRegistry meters,
      FailureListener listener) {
    try {
      disk.createDirectories(directory);
      return new SegmentJournal(disk, directory, options, clock, random, meters, listener);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SegmentJournal(
      Disk disk,
      Path directory,
      SegmentOptions options,
      Clock clock,
      RandomGenerator random,
      MeterRegistry registry,
      FailureListener listener)
      throws IOException {
    this.disk = disk;
    this.directory = directory;
    this.options = options;
    writer = WriterId.at(clock.instant(), random);
    admission = new Admission(listener);
    queue = new AppendQueue(options.queueRecords(), options.queueBytes());
    view = new JournalView(disk, directory, writer);
    signal = new DurableSignal();
    DirectoryLock directoryLock = new DirectoryLock(disk, directory);
    RetiredFile retiredFile = new RetiredFile(disk, directory);
    count = new MeasurementCount(disk, directory, view, retiredFile);
    lookup = new RecordLookup(disk, directory);
    SegmentRecovery recovery = new SegmentRecovery(disk, directory, writer);
    Retention retention =
        new Retention(disk, directory, view, retiredFile, options.requiredCursors());
    upkeep =
        new Upkeep(
            disk, directory, options, clock, admission, view, directoryLock, recovery, retention);
    upkeep.start();

    meters = new JournalMeters(registry);
    acknowledger = Acknowledger.start(meters);
    WriterRegistration registration =
        new WriterRegistration(disk, directory, directoryLock, writer);
    SegmentWriter segmentWriter =
        new SegmentWriter(
            disk,
            directory,
            options,
            clock,
            random,
            registration,
            view.own(),
            durable -> {
              signal.raise();
              acknowledger.acknowledge(durable);
            });
    commit =
        GroupCommit.start(queue, segmentWriter, registration, admission, options.upkeepInterval());
    meters.gauge("bytes", view, JournalView::bytes);
    meters.gauge("usable.bytes", upkeep, Upkeep::usableBytes);
    meters.gauge("oldest.age.seconds", upkeep, Upkeep::oldestAgeSeconds);
    meters.gauge("set.aside", upkeep, Upkeep::filesSetAside);
    meters.gauge("accepting", admission, a -> a.refusal().isEmpty() ? 1 : 0);
  }

  @Override
  public CompletableFuture<Position> append(JournalRecord record) {
    Optional<JournalUnavailableException> refusal = admission.refusal();
    if (refusal.isPresent()) {
      return CompletableFuture.failedFuture(refusal.get());
    }
    PendingAppend append = PendingAppend.of(record, writer, System.nanoTime());
    return switch (queue.offer(append)) {
      case TAKEN -> append.future();
      case FULL -> unavailable(Reason.OVERLOADED, "too many records wait to be written");
      case CLOSED -> unavailable(Reason.CLOSED, "the journal is closed");
    };
  }

  private static CompletableFuture<Position> unavailable(Reason reason, String message) {
    return CompletableFuture.failedFuture(new JournalUnavailableException(reason, message));
  }

  @Override
  public Cursor openCursor(String name) {
    CursorFile file = new CursorFile(disk, directory, name);
    try {
      DiskLock lock =
          file.tryLock()
              .orElseThrow(() -> new IllegalStateException("cursor " + name + " is open already"));
      boolean opened = false;
      try {
        Optional<Map<WriterId, LogPoint>> committed = file.read();
        if (committed.isEmpty()) {
          if (CursorFile.names(disk, directory).contains(name)) {
            log.error("The files of cursor {} are damaged; it starts at the oldest record", name);
          }
          // From now on nothing is deleted that this cursor has not passed.
          file.write(Map.of());
        }
        view.refresh();
        Cursor cursor =
            new SegmentCursor(
                disk,
                directory,
                view,
                file,
                lock,
                committed.orElse(Map.of()),
                count,
                signal,
                options.pollInterval(),
                damaged -> meters.damaged(name).increment(damaged));
        opened = true;
        return cursor;
      } finally {
        if (!opened) {
          lock.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads one record again; empty if its segment has been deleted, and also if its bytes no longer
  /// check out.
  ///
  /// @throws IllegalArgumentException if another kind of journal gave the position
  @Override
  public Optional<JournalRecord> read(Position position) {
    try {
      return lookup.find(SegmentPosition.of(position));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void forEachAfter(String cursorName, Consumer<Envelope> action) {
    try {
      view.refresh();
      Map<WriterId, LogPoint> points =
          new CursorFile(disk, directory, cursorName).read().orElse(Map.of());
      try (MergedReader reader = new MergedReader(disk, directory, view, points)) {
        Optional<WriterReader.Head> head = reader.next();
        while (head.isPresent()) {
          if (head.get().entry() instanceof Cursor.Entry.Intact intact) {
            action.accept(intact.record().envelope());
          }
          head = reader.next();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public JournalStatus status() {
    Optional<String> refusal = admission.refusal().map(JournalUnavailableException::getMessage);
    return new JournalStatus(refusal.isEmpty(), refusal, List.of(), upkeep.usableBytes());
  }

  @Override
  public JournalContents contents() {
    try {
      return new JournalContents(count.ever(), view.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A writer that lives keeps its last segment.
  @Override
  public Optional<Set<String>> lanesOfProcesses() {
    try {
      view.refresh();
      return Optional.of(
          view.logs().stream().map(log -> log.id().text()).collect(Collectors.toSet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void retain() {
    try {
      upkeep.retain();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    admission.close();
    commit.close();
    acknowledger.close();
    upkeep.close();
    meters.close();
  }
}
