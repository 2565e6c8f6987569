package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Keeps repair, deletion and registration of writers apart, over all processes on the directory.
/// It is held for moments, unless its holder hangs; that is no failure of this process.
final class DirectoryLock {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(2);

  private final Disk disk;
  private final Path file;

  DirectoryLock(Disk disk, Path directory) {
    this.disk = disk;
    this.file = directory.resolve("directory.lock");
  }

  Optional<DiskLock> tryAcquire() throws IOException {
    return disk.tryLock(file);
  }

  /// Waits for the lock.
  ///
  /// @throws LockedException if somebody holds it for a few seconds
  DiskLock acquire() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<DiskLock> lock = tryAcquire();
      if (lock.isPresent()) {
        return lock.get();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new LockedException();
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /// Somebody held the lock for longer than anybody should. It passes.
  static final class LockedException extends IOException {
    private static final long serialVersionUID = 1L;

    LockedException() {
      super("another process keeps the journal's directory locked");
    }
  }
}
