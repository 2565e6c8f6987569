package org.holdfast.app.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.journal.durable.ProcessLock;

/// Where this process writes objects before they are visible: a directory of its own, since opening
/// a store empties it. Beside `<name>/` stands `<name>.lock`, locked for as long as the process
/// lives; what nobody holds a lock on is removed. A process id would not tell, since processes in
/// different containers may share one.
///
/// The previous release knows no locks and goes by the process id at the start of a name, so names
/// start with it and directories without a lock file are judged as that release does (I11).
final class IncomingDirectory implements AutoCloseable {
  private static final String LOCK = ".lock";

  private final Path path;
  private final Path lockFile;
  private final ProcessLock lock;

  private IncomingDirectory(Path path, Path lockFile, ProcessLock lock) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /// @param parent holds one directory per process
  static IncomingDirectory open(Path parent) throws IOException {
    Files.createDirectories(parent);
    removeAbandoned(parent);
    while (true) {
      Path lockFile = Files.createTempFile(parent, ProcessHandle.current().pid() + "-", LOCK);
      Optional<ProcessLock> lock = tryLock(lockFile);
      // Somebody looking for abandoned files may have been quicker with a lock that was so young.
      if (lock.isPresent()) {
        if (Files.exists(lockFile)) {
          Path path = Files.createDirectory(directoryOf(lockFile));
          return new IncomingDirectory(path, lockFile, lock.get());
        }
        lock.get().close();
      }
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      delete(path);
      Files.deleteIfExists(lockFile);
    }
  }

  private static void removeAbandoned(Path parent) throws IOException {
    for (Path entry : list(parent)) {
      if (entry.toString().endsWith(LOCK)) {
        removeUnlessLocked(entry);
      } else if (!Files.exists(lockFileOf(entry)) && !isOfLivingProcess(entry)) {
        delete(entry);
      }
    }
  }

  private static void removeUnlessLocked(Path lockFile) throws IOException {
    Optional<ProcessLock> lock = tryLock(lockFile);
    if (lock.isPresent()) {
      try (ProcessLock _ = lock.get()) {
        delete(directoryOf(lockFile));
        Files.deleteIfExists(lockFile);
      }
    }
  }

  /// Empty too where its owner or another process has removed it meanwhile.
  private static Optional<ProcessLock> tryLock(Path lockFile) throws IOException {
    try {
      return ProcessLock.tryLockExisting(lockFile);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Path directoryOf(Path lockFile) {
    String name = String.valueOf(lockFile.getFileName());
    return lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
  }

  private static Path lockFileOf(Path directory) {
    return directory.resolveSibling(directory.getFileName() + LOCK);
  }

  private static boolean isOfLivingProcess(Path directory) {
    String pid = String.valueOf(directory.getFileName()).split("-", 2)[0];
    return pid.matches("[0-9]{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isPresent();
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(tree)) {
      entries
          .sorted(Comparator.reverseOrder())
          .forEach(
              entry -> {
                try {
                  Files.deleteIfExists(entry);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
