package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Keeps repair, deletion and registration of writers apart, over all processes on the directory.
/// It is held for moments.
final class DirectoryLock {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
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
  /// @throws IOException also if somebody holds it for 30 seconds
  DiskLock acquire() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<DiskLock> lock = tryAcquire();
      if (lock.isPresent()) {
        return lock.get();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("another process keeps the journal's directory locked");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
