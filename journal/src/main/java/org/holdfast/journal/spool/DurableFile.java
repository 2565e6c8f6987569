package org.holdfast.journal.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Small files that are there whole, and outlive the power, or are not there.
final class DurableFile {
  private DurableFile() {}

  /// Writes a file in place of one that may be there; its directory is made where it is missing.
  static void write(Path file, byte[] bytes) throws IOException {
    Path directory = file.resolveSibling("");
    Files.createDirectories(directory);
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.write(beside, bytes);
    try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    syncDirectory(directory);
    syncDirectory(directory.resolveSibling(""));
  }

  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
