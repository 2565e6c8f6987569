package org.holdfast.app.acme;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Held by the one that renews a certificate, against other processes and against other servers in
/// this one.
///
/// POSIX gives locks to processes, and a process that closes *any* descriptor of a file loses its
/// lock on it. So a file that this process has locked must not even be opened again.
final class RenewalLock implements AutoCloseable {
  /// Static because what it mirrors, the kernel's table of locks, knows only the process as a
  /// whole.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;

  private RenewalLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /// @param file in a directory that exists
  static Optional<RenewalLock> tryLock(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path parent = absolute.getParent();
    Path key =
        parent == null ? absolute : parent.toRealPath().resolve(absolute.getFileName().toString());
    if (!HELD.add(key)) {
      return Optional.empty();
    }
    Optional<RenewalLock> taken = Optional.empty();
    try {
      taken = tryOpen(key);
      return taken;
    } finally {
      if (taken.isEmpty()) {
        HELD.remove(key);
      }
    }
  }

  private static Optional<RenewalLock> tryOpen(Path key) throws IOException {
    FileChannel channel = OwnerOnly.openForLock(key);
    boolean taken = false;
    try {
      taken = channel.tryLock() != null;
      return taken ? Optional.of(new RenewalLock(key, channel)) : Optional.empty();
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  /// Closing the channel gives the lock back, as does the end of the process.
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(key);
    }
  }
}
