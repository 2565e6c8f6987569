package org.holdfast.app.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Where this process writes objects before they are visible: a directory of its own, since opening
/// a store empties it. Named by process id; those of processes that are gone are removed.
final class IncomingDirectory implements AutoCloseable {
  private final Path path;

  private IncomingDirectory(Path path) {
    this.path = path;
  }

  /// @param parent holds one directory per process
  static IncomingDirectory open(Path parent) throws IOException {
    Files.createDirectories(parent);
    for (Path other : list(parent)) {
      if (!isOfLivingProcess(other)) {
        delete(other);
      }
    }
    return new IncomingDirectory(
        Files.createTempDirectory(parent, ProcessHandle.current().pid() + "-"));
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    delete(path);
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
