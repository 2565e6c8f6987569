package org.holdfast.app.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A file with a secret in it, which nobody but its owner may read or write.
final class SecretFile {
  private static final int LENGTH_MAX = 4096;
  private static final Set<PosixFilePermission> FOR_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private SecretFile() {}

  /// The first line, as for a password.
  ///
  /// @throws IOException if it cannot be read, is open to others, or is longer than 4096 bytes
  static String firstLine(Path file) throws IOException {
    return lines(file).stream().findFirst().orElse("");
  }

  /// All lines, likewise.
  static List<String> lines(Path file) throws IOException {
    if (isOpenToOthers(file)) {
      throw new IOException(complaint(file));
    }
    if (Files.size(file) > LENGTH_MAX) {
      throw new IOException(file + " is longer than " + LENGTH_MAX + " bytes");
    }
    return Files.readString(file, StandardCharsets.UTF_8).lines().toList();
  }

  static boolean isOpenToOthers(Path file) throws IOException {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix && Files.getPosixFilePermissions(file).stream().anyMatch(FOR_OTHERS::contains);
  }

  static String complaint(Path file) {
    return file + " may be read or written by others than its owner; run: chmod 600 " + file;
  }
}
