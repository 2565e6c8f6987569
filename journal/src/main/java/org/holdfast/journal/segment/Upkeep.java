package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is done from time to time: watching the room on the disk, repairing after writers that died
/// beside this one, deleting what all have read.
final class Upkeep implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Upkeep.class);

  private final Disk disk;
  private final Path directory;
  private final SegmentOptions options;
  private final Clock clock;
  private final Admission admission;
  private final JournalView view;
  private final DirectoryLock directoryLock;
  private final SegmentRecovery recovery;
  private final Retention retention;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  private volatile long usableBytes = Long.MAX_VALUE;
  private volatile double oldestAgeSeconds;
  private volatile int filesSetAside;

  Upkeep(
      Disk disk,
      Path directory,
      SegmentOptions options,
      Clock clock,
      Admission admission,
      JournalView view,
      DirectoryLock directoryLock,
      SegmentRecovery recovery,
      Retention retention) {
    this.disk = disk;
    this.directory = directory;
    this.options = options;
    this.clock = clock;
    this.admission = admission;
    this.view = view;
    this.directoryLock = directoryLock;
    this.recovery = recovery;
    this.retention = retention;
    this.thread = Thread.ofPlatform().name("journal-upkeep").daemon().unstarted(this::run);
  }

  /// Does everything once on the calling thread, then goes on in the background.
  void start() throws IOException {
    watchRoom();
    try (DiskLock ignored = directoryLock.acquire()) {
      recovery.run();
    } catch (DirectoryLock.LockedException e) {
      logger.warn("What dead writers left is repaired later", e);
    }
    view.refresh();
    try {
      measure();
    } catch (IOException e) {
      logger.warn("The journal could not be measured; it is tried again", e);
    }
    thread.start();
  }

  private void run() {
    try {
      while (!closed.await(options.upkeepInterval().toNanos(), TimeUnit.NANOSECONDS)) {
        work();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void work() {
    try {
      watchRoom();
      view.refresh();
      Optional<DiskLock> lock = directoryLock.tryAcquire();
      if (lock.isPresent()) {
        try (DiskLock ignored = lock.get()) {
          repairAndRetain();
        }
      }
      measure();
    } catch (IOException | RuntimeException | Error e) {
      // Also errors: without this thread a disk that ran full would refuse for ever.
      logger.warn("The journal's upkeep was cut short; it is tried again", e);
    }
  }

  private void repairAndRetain() throws IOException {
    if (view.logs().stream().anyMatch(WriterLog::isOpenElsewhere)) {
      recovery.run();
    }
    retention.run();
  }

  /// Deletes now what can be deleted.
  void retain() throws IOException {
    try (DiskLock ignored = directoryLock.acquire()) {
      repairAndRetain();
    }
  }

  private void watchRoom() {
    long usable = disk.usableBytes(directory);
    usableBytes = usable;
    long reserve = options.reserveBytes();
    if (usable < reserve) {
      admission.lowDisk(
          "%d bytes of room are left, %d are kept in reserve".formatted(usable, reserve));
    } else if (usable >= reserve + reserve / 8) {
      admission.roomAgain();
    }
  }

  private void measure() throws IOException {
    filesSetAside = disk.list(directory.resolve(SegmentRecovery.SET_ASIDE)).size();
    Set<String> names = new TreeSet<>(options.requiredCursors());
    names.addAll(CursorFile.names(disk, directory));
    Instant now = clock.instant();
    double oldest = 0;
    for (String name : names) {
      Map<WriterId, LogPoint> points =
          new CursorFile(disk, directory, name).read().orElse(Map.of());
      try (MergedReader reader = new MergedReader(disk, directory, view, points)) {
        Optional<Instant> first = reader.peek().map(WriterReader.Head::receivedAt);
        double age =
            first
                .filter(time -> time.isAfter(Instant.MIN))
                .map(time -> Duration.between(time, now).toMillis() / 1000.0)
                .orElse(0.0);
        oldest = Math.max(oldest, age);
      }
    }
    oldestAgeSeconds = oldest;
  }

  /// Room on the file system as of the last look.
  long usableBytes() {
    return usableBytes;
  }

  double oldestAgeSeconds() {
    return oldestAgeSeconds;
  }

  int filesSetAside() {
    return filesSetAside;
  }

  @Override
  public void close() {
    closed.countDown();
    if (thread.isAlive()) {
      Threads.join(thread);
    }
  }
}
