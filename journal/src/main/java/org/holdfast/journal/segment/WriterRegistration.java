package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Shows others that a writer lives, from before its first segment to after its last.
final class WriterRegistration {
  private final Disk disk;
  private final DirectoryLock directoryLock;
  private final Path lockFile;
  private Optional<DiskLock> lock = Optional.empty();

  WriterRegistration(Disk disk, Path directory, DirectoryLock directoryLock, WriterId writer) {
    this.disk = disk;
    this.directoryLock = directoryLock;
    this.lockFile = directory.resolve(writer.lockFile());
  }

  /// Does nothing if it has been done.
  void register() throws IOException {
    if (lock.isPresent()) {
      return;
    }
    // Without the directory's lock, repair could find the file between its creation and the lock
    // and take this writer for dead.
    try (DiskLock ignored = directoryLock.acquire()) {
      lock = disk.tryLock(lockFile);
    }
    if (lock.isEmpty()) {
      throw new IOException("another writer has the name of this one");
    }
  }

  void unregister() throws IOException {
    if (lock.isPresent()) {
      try (DiskLock held = lock.get()) {
        disk.delete(lockFile);
      }
      lock = Optional.empty();
    }
  }

  /// Whether a writer holds its lock. Only with the directory's lock held.
  static boolean isAlive(Disk disk, Path directory, WriterId writer) throws IOException {
    Path lockFile = directory.resolve(writer.lockFile());
    if (!disk.exists(lockFile)) {
      return false;
    }
    Optional<DiskLock> taken = disk.tryLock(lockFile);
    if (taken.isPresent()) {
      taken.get().close();
    }
    return taken.isEmpty();
  }
}
