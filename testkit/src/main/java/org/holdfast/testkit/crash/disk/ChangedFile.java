package org.holdfast.testkit.crash.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// The changes of a file since its last sync. After a power loss each write is there, or not, or
/// its first bytes are.
final class ChangedFile {
  /// One change, with what it replaces.
  ///
  /// @param bytes empty where the file is cut at `position`
  /// @param replaced from `position` on
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Change(
      long position, Optional<byte[]> bytes, byte[] replaced, long lengthBefore) {}

  private final Path link;
  private final List<Change> changes = new ArrayList<>();

  /// @param link a name that the file keeps
  ChangedFile(Path link) {
    this.link = link;
  }

  void write(long position, byte[] bytes) throws IOException {
    try (FileChannel file = FileChannel.open(link, StandardOpenOption.READ)) {
      int replaced = Math.clamp(file.size() - position, 0, bytes.length);
      changes.add(
          new Change(position, Optional.of(bytes), read(file, position, replaced), file.size()));
    }
  }

  void truncate(long length) throws IOException {
    try (FileChannel file = FileChannel.open(link, StandardOpenOption.READ)) {
      int replaced = (int) Math.max(0, file.size() - length);
      changes.add(new Change(length, Optional.empty(), read(file, length, replaced), file.size()));
    }
  }

  /// @param chance empty takes all changes back
  void lose(Optional<Random> chance) throws IOException {
    try (FileChannel file = FileChannel.open(link, StandardOpenOption.WRITE)) {
      for (Change change : changes.reversed()) {
        FileChannel unused = file.truncate(change.lengthBefore());
        write(file, change.position(), change.replaced());
      }
      if (chance.isPresent()) {
        for (Change change : changes) {
          keepInPart(file, change, chance.get());
        }
      }
    }
  }

  private static void keepInPart(FileChannel file, Change change, Random random)
      throws IOException {
    int fate = random.nextInt(3);
    if (fate == 0) {
      return;
    }
    if (change.bytes().isEmpty()) {
      FileChannel unused = file.truncate(change.position());
      return;
    }
    byte[] bytes = change.bytes().get();
    int kept = fate == 1 || bytes.length == 0 ? bytes.length : random.nextInt(bytes.length);
    write(file, change.position(), Arrays.copyOf(bytes, kept));
  }

  private static byte[] read(FileChannel file, long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) >= 0) {
      // Reads on; a file that ends early has less to give back.
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private static void write(FileChannel file, long position, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      int unused = file.write(buffer, position + buffer.position());
    }
  }
}
