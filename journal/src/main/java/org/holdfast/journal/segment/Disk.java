package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Everything the journal asks of a file system, and nothing else, so that tests can stand a
/// failing one in its place. Safe for concurrent use.
interface Disk {

  /// Creates a file that must not exist yet, for writing and reading.
  DiskFile create(Path file) throws IOException;

  /// Opens an existing file for reading only.
  DiskFile openForReading(Path file) throws IOException;

  /// Opens an existing file for writing and reading.
  DiskFile openForRepair(Path file) throws IOException;

  boolean exists(Path file);

  /// The length of a file in bytes.
  long size(Path file) throws IOException;

  /// The names in a directory, in no particular order; none if it does not exist.
  List<String> list(Path directory) throws IOException;

  /// Renames atomically, replacing what stood there.
  void move(Path from, Path to) throws IOException;

  /// Removes a file; nothing happens if it is gone already.
  void delete(Path file) throws IOException;

  /// Creates a directory and its parents, durably.
  void createDirectories(Path directory) throws IOException;

  /// Makes the entries of a directory durable: files created, renamed, deleted in it.
  void syncDirectory(Path directory) throws IOException;

  /// Room left for this process on the file system of `directory`, in bytes.
  long usableBytes(Path directory);

  /// Takes the lock that `file` stands for, creating the file if need be; empty if it is held, by
  /// this process or another. The lock ends with [DiskLock#close] or the process.
  Optional<DiskLock> tryLock(Path file) throws IOException;
}
