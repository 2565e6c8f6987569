package org.holdfast.testkit.crash.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/// One more hard link to each file, under which it is found whatever becomes of its name.
final class Limbo {
  private final Path directory;
  private final Map<Object, Path> links = new HashMap<>();

  private Limbo(Path directory) {
    this.directory = directory;
  }

  static Limbo create(Path directory) throws IOException {
    return new Limbo(Files.createDirectories(directory));
  }

  /// What tells a file from others, whatever its name.
  static Object key(Path file) throws IOException {
    Object key =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    if (key == null) {
      throw new IOException("this file system does not tell files apart");
    }
    return key;
  }

  /// What a name stands for.
  Binding bindingOf(Path name) throws IOException {
    if (Files.isDirectory(name, LinkOption.NOFOLLOW_LINKS)) {
      return new Binding.Directory();
    }
    try {
      return new Binding.File(linkTo(name));
    } catch (NoSuchFileException e) {
      return new Binding.Nothing();
    }
  }

  /// The link to a file, made if there is none yet. Files in limbo are never deleted, so that no
  /// other file gets the same key.
  Path linkTo(Path file) throws IOException {
    Object key = key(file);
    Path link = links.get(key);
    if (link == null) {
      link =
          Files.createLink(
              directory.resolve(ProcessHandle.current().pid() + "-" + links.size()), file);
      links.put(key, link);
    }
    return link;
  }
}
