package org.holdfast.testkit.crash.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// What a name in a directory stands for.
sealed interface Binding {
  record Nothing() implements Binding {}

  record Directory() implements Binding {}

  /// @param limbo another link to the file
  record File(Path limbo) implements Binding {}

  /// Makes a name stand for this.
  default void giveTo(Path name) throws IOException {
    switch (this) {
      case Nothing() -> delete(name);
      case Directory() -> {
        if (!Files.isDirectory(name, LinkOption.NOFOLLOW_LINKS)) {
          delete(name);
          Files.createDirectory(name);
        }
      }
      case File(Path limbo) -> {
        delete(name);
        Files.createLink(name, limbo);
      }
    }
  }

  private static void delete(Path name) throws IOException {
    if (!Files.exists(name, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(name)) {
      entries
          .sorted(Comparator.reverseOrder())
          .forEach(
              entry -> {
                try {
                  Files.delete(entry);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
