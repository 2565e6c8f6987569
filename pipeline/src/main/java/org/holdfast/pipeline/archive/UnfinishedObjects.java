package org.holdfast.pipeline.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.pipeline.durable.DurableFiles;

/// The local directory in which the files of an object are made. They stay there until the object
/// is published and in the catalogue, so that after a crash their names say which objects have to
/// be settled, and nobody has to look through the archive for them.
record UnfinishedObjects(Path directory) {

  static UnfinishedObjects open(Path directory) throws IOException {
    DurableFiles.createDirectories(directory);
    return new UnfinishedObjects(directory);
  }

  /// The objects that an earlier process began and perhaps did not complete.
  Set<ObjectStem> stems() throws IOException {
    Set<ObjectStem> stems = new LinkedHashSet<>();
    try (Stream<Path> files = Files.list(directory).sorted()) {
      for (Path file : (Iterable<Path>) files::iterator) {
        ObjectStem stem = ObjectStem.ofFileName(String.valueOf(file.getFileName()));
        if (stem != null) {
          stems.add(stem);
        }
      }
    }
    return stems;
  }

  /// Makes the names durable. To be called before the first part of an object is put where others
  /// see it.
  void sync() throws IOException {
    DurableFiles.syncDirectory(directory);
  }

  /// Deletes everything, once all of it is settled.
  void clear() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
    }
  }
}
