package org.holdfast.journal.durable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// An exclusive lock on a file, against other processes and against the rest of this one; it ends
/// with [#close], or with the process.
///
/// POSIX gives locks to processes, and a process that closes *any* descriptor of a file loses its
/// lock on it. So a file that this process has locked must not even be opened again.
public final class ProcessLock implements Closeable {
  /// Static because what it mirrors, the kernel's table of locks, knows only the process as a
  /// whole.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;

  private ProcessLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /// Empty while anybody else has it.
  ///
  /// @param file in a directory that exists; created if it is absent
  /// @param attributes of the file where it is created
  public static Optional<ProcessLock> tryLock(Path file, FileAttribute<?>... attributes)
      throws IOException {
    return tryLock(
        file, EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), attributes);
  }

  /// Likewise, of a file that is there.
  ///
  /// @throws NoSuchFileException if it is not, and nobody in this process has it
  public static Optional<ProcessLock> tryLockExisting(Path file) throws IOException {
    return tryLock(file, EnumSet.of(StandardOpenOption.WRITE));
  }

  private static Optional<ProcessLock> tryLock(
      Path file, Set<StandardOpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path absolute = file.toAbsolutePath();
    Path parent = absolute.getParent();
    Path key =
        parent == null ? absolute : parent.toRealPath().resolve(absolute.getFileName().toString());
    if (!HELD.add(key)) {
      return Optional.empty();
    }
    Optional<ProcessLock> taken = Optional.empty();
    try {
      taken = tryOpen(key, options, attributes);
      return taken;
    } finally {
      if (taken.isEmpty()) {
        HELD.remove(key);
      }
    }
  }

  private static Optional<ProcessLock> tryOpen(
      Path key, Set<StandardOpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    FileChannel channel = FileChannel.open(key, options, attributes);
    boolean taken = false;
    try {
      taken = channel.tryLock() != null;
      return taken ? Optional.of(new ProcessLock(key, channel)) : Optional.empty();
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  /// Closing again does nothing to whoever has it by then.
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try {
        channel.close();
      } finally {
        HELD.remove(key);
      }
    }
  }
}
