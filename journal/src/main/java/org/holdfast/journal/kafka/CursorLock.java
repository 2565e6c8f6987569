package org.holdfast.journal.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Lets one process of a machine at a time read under one name: two members of a group with one
/// static name would push each other out. The kernel lets it go when the process dies.
final class CursorLock implements AutoCloseable {
  private final FileChannel channel;

  private CursorLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Empty if somebody has it.
  static Optional<CursorLock> tryLock(Path directory, String cursor) {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve(cursor + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      boolean locked = false;
      try {
        FileLock lock = channel.tryLock();
        locked = lock != null;
      } catch (OverlappingFileLockException e) {
        locked = false; // held in this process
      } finally {
        if (!locked) {
          channel.close();
        }
      }
      return locked ? Optional.of(new CursorLock(channel)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
