package org.holdfast.testkit.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.stream.Stream;

/// Directories with all that is in them.
final class Trees {
  private Trees() {}

  static void delete(Path tree) throws IOException {
    try (Stream<Path> entries = Files.walk(tree)) {
      for (Path entry : (Iterable<Path>) entries.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(entry);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// Copies a tree whose files do not change meanwhile, its sockets left out. A tree that is not
  /// there becomes an empty one.
  static void copy(Path tree, Path to) throws IOException {
    if (!Files.isDirectory(tree)) {
      Files.createDirectory(to);
      return;
    }
    try (Stream<Path> entries = Files.walk(tree)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        copyOne(entry, to.resolve(tree.relativize(entry).toString()));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void copyOne(Path from, Path to) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(from, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isOther()) {
        Files.copy(from, to, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (NoSuchFileException e) {
      throw new IOException(from + " vanished while nobody was to touch it", e);
    }
  }
}
