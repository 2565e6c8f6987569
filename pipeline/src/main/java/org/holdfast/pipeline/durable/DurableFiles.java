package org.holdfast.pipeline.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.holdfast.journal.durable.DurableDirectories;

/// Writes that survive a power cut once they return: a file's content is synced before its name
/// appears, and the directory that holds the name after it.
public final class DurableFiles {
  private DurableFiles() {}

  /// Creates a directory and those above it that are missing. Their entries are synced, whoever
  /// made them: for what is asked for often keep [#directories].
  public static void createDirectories(Path directory) throws IOException {
    directories().create(directory);
  }

  /// Likewise, for directories that are asked for again and again.
  public static DurableDirectories directories() {
    return new DurableDirectories(DurableFiles::syncDirectory);
  }

  /// Puts `bytes` at `file`, all or nothing, replacing what stood there. The directory must exist;
  /// its entry for the file is durable after [#syncParent] only.
  public static void write(Path file, byte[] bytes) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    Files.move(
        unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Syncs the names in a directory.
  public static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// Syncs the directory that holds `file`.
  public static void syncParent(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      syncDirectory(parent);
    }
  }
}
