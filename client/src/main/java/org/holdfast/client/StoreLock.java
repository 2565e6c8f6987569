package org.holdfast.client;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Held by the one that has a store open, against other processes and against others in this one.
///
/// POSIX gives locks to processes, and a process that closes *any* descriptor of a file loses its
/// lock on it. So a file that this process has locked must not even be opened again.
final class StoreLock implements AutoCloseable {
  /// Static because what it mirrors, the kernel's table of locks, knows only the process as a
  /// whole.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private StoreLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// @param file made if it is not there; its directory must be
  /// @return empty if somebody has it
  static Optional<StoreLock> tryLock(Path file, FileAttribute<?> attributes) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    Path real = parent == null ? file : parent.toRealPath().resolve(file.getFileName());
    if (!HELD.add(real)) {
      return Optional.empty();
    }
    Optional<StoreLock> taken = Optional.empty();
    try {
      taken = open(real, attributes);
      return taken;
    } finally {
      if (taken.isEmpty()) {
        HELD.remove(real);
      }
    }
  }

  private static Optional<StoreLock> open(Path file, FileAttribute<?> attributes)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), attributes);
    boolean isTaken = false;
    try {
      isTaken = channel.tryLock() != null;
      return isTaken ? Optional.of(new StoreLock(file, channel)) : Optional.empty();
    } finally {
      if (!isTaken) {
        channel.close();
      }
    }
  }

  /// Closing the channel gives the lock back, as does the end of the process. Closing again does
  /// nothing to whoever has it by then.
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try {
        channel.close();
      } finally {
        HELD.remove(file);
      }
    }
  }
}
