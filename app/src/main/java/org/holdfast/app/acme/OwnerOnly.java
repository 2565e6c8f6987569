package org.holdfast.app.acme;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.holdfast.journal.durable.ProcessLock;

/// Files and directories that nobody but their owner may read: 0600 and 0700.
final class OwnerOnly {
  private static final Set<PosixFilePermission> OF_OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);
  private static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private OwnerOnly() {}

  /// Creates a directory if it is absent.
  ///
  /// @throws IOException if others may enter one that is there already
  static void directory(Path directory) throws IOException {
    Files.createDirectories(directory, DIRECTORY);
    check(directory, "700");
  }

  /// @throws IOException if others may read or write it
  static String read(Path file) throws IOException {
    check(file, "600");
    return Files.readString(file, StandardCharsets.US_ASCII);
  }

  /// Replaces a file as a whole, durably: a reader, and a start after a crash, sees the old content
  /// or the new.
  static void write(Path file, String content) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path unfinished = Files.createTempFile(directory, file.getFileName() + ".", ".new", FILE);
    try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    try (FileChannel channel = FileChannel.open(directory)) {
      channel.force(true);
    }
  }

  /// Locks a file, creating it if it is absent; empty while somebody else has it.
  static Optional<ProcessLock> tryLock(Path file) throws IOException {
    return ProcessLock.tryLock(file, FILE);
  }

  private static void check(Path path, String mode) throws IOException {
    if (!OF_OWNER.containsAll(Files.getPosixFilePermissions(path))) {
      throw new FileSystemException(
          path.toString(), null, "is open to others than its owner; run: chmod " + mode);
    }
  }
}
