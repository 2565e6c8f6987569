package org.holdfast.journal.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.journal.durable.ProcessLock;

/// Lets one process of a machine at a time read under one name: two members of a group with one
/// static name would push each other out. The kernel lets it go when the process dies.
final class CursorLock implements AutoCloseable {
  private final ProcessLock lock;

  private CursorLock(ProcessLock lock) {
    this.lock = lock;
  }

  /// Empty if somebody has it.
  static Optional<CursorLock> tryLock(Path directory, String cursor) {
    try {
      Files.createDirectories(directory);
      return ProcessLock.tryLock(directory.resolve(cursor + ".lock")).map(CursorLock::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
