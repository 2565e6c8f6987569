package org.holdfast.testkit.crash.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/// What a power loss may take: changes of files that no sync of the file followed, and changes of
/// names that no sync of their directory followed. What stood there when the process started counts
/// as durable. Used under the lock of [DurableOperations].
///
/// Every file touched gets one more hard link in a limbo beside the watched directory, so that a
/// name can be given back to it.
final class UnsyncedChanges {
  private final Optional<Limbo> limbo;
  private final Map<Object, ChangedFile> files = new HashMap<>();
  private final Map<Path, ChangedDirectory> directories = new TreeMap<>();

  private UnsyncedChanges(Optional<Limbo> limbo) {
    this.limbo = limbo;
  }

  static UnsyncedChanges notRemembered() {
    return new UnsyncedChanges(Optional.empty());
  }

  static UnsyncedChanges below(Path root) throws IOException {
    return new UnsyncedChanges(
        Optional.of(Limbo.create(root.resolveSibling(root.getFileName() + ".limbo"))));
  }

  /// Bytes are about to be written.
  void write(Path file, long position, ByteBuffer bytes) throws IOException {
    if (limbo.isPresent()) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      changed(file).write(position, copy);
    }
  }

  /// A file is about to be cut.
  void truncate(Path file, long length) throws IOException {
    if (limbo.isPresent()) {
      changed(file).truncate(length);
    }
  }

  private ChangedFile changed(Path file) throws IOException {
    Object key = Limbo.key(file);
    ChangedFile known = files.get(key);
    if (known == null) {
      known = new ChangedFile(limbo.orElseThrow().linkTo(file));
      files.put(key, known);
    }
    return known;
  }

  /// Does what changes the names of files.
  <T> T renaming(DurableOperations.Step<T> step, Path... names) throws IOException {
    if (limbo.isEmpty()) {
      return step.run();
    }
    for (Path name : names) {
      directoryOf(name).beforeChange(name);
    }
    try {
      return step.run();
    } finally {
      for (Path name : names) {
        directoryOf(name).afterChange(name);
      }
    }
  }

  private ChangedDirectory directoryOf(Path name) {
    Path directory = name.toAbsolutePath().normalize().getParent();
    if (directory == null) {
      throw new IllegalArgumentException("no directory holds " + name);
    }
    return directories.computeIfAbsent(
        directory, path -> new ChangedDirectory(path, limbo.orElseThrow()));
  }

  /// What was written to a file is durable now. Its name need not be.
  void fileSynced(Path file) throws IOException {
    if (limbo.isPresent() && Files.exists(file)) {
      files.remove(Limbo.key(file));
    }
  }

  /// The names in a directory are durable now.
  void directorySynced(Path directory) {
    directories.remove(directory.toAbsolutePath().normalize());
  }

  /// Takes away what is not durable.
  ///
  /// @param inPart some of it stays: of each directory the first so many changes, of each file any
  void lose(boolean inPart, long seed) throws IOException {
    Random random = new Random(seed);
    for (ChangedFile file : files.values()) {
      file.lose(inPart ? Optional.of(random) : Optional.empty());
    }
    // A directory comes before those in it, which may vanish with it.
    for (ChangedDirectory directory : directories.values()) {
      directory.lose(inPart ? Optional.of(random) : Optional.empty());
    }
  }
}
