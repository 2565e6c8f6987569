package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// An exclusive lock on a file, against other processes and against the rest of this one.
///
/// POSIX gives locks to processes, and a process that closes *any* descriptor of a file loses its
/// lock on it. So a file that this process has locked must not even be opened again.
final class ProcessLock implements DiskLock {
  /// Static because what it mirrors, the kernel's table of locks, knows only the process as a
  /// whole.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;

  private ProcessLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  static Optional<DiskLock> tryLock(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path parent = absolute.getParent();
    Path key =
        parent == null ? absolute : parent.toRealPath().resolve(absolute.getFileName().toString());
    if (!HELD.add(key)) {
      return Optional.empty();
    }
    boolean taken = false;
    try {
      FileChannel channel =
          FileChannel.open(key, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        taken = lock != null;
      } finally {
        if (!taken) {
          channel.close();
        }
      }
      return taken ? Optional.of(new ProcessLock(key, channel)) : Optional.empty();
    } finally {
      if (!taken) {
        HELD.remove(key);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(key);
    }
  }
}
