package org.holdfast.pipeline.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/// Writes that survive a power cut once they return: a file's content is synced before its name
/// appears, and the directory that holds the name after it.
public final class DurableFiles {
  private DurableFiles() {}

  /// Creates a directory and those above it that are missing, and syncs each entry made.
  public static void createDirectories(Path directory) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    Path at = directory.toAbsolutePath();
    while (at != null && !Files.isDirectory(at)) {
      missing.push(at);
      at = at.getParent();
    }
    for (Path create : missing) {
      try {
        Files.createDirectory(create);
      } catch (FileAlreadyExistsException e) {
        // Somebody else made it between our look and now; its entry is synced all the same.
        if (!Files.isDirectory(create)) {
          throw e;
        }
      }
      Path parent = create.getParent();
      if (parent != null) {
        syncDirectory(parent);
      }
    }
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
