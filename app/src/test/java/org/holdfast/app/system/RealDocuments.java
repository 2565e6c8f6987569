package org.holdfast.app.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where real documents lie beside the project, if they do: the directory named by the system
/// property `holdfast.real.documents`, or `shared/data` in a directory above this one.
final class RealDocuments {
  private RealDocuments() {}

  static Optional<Path> find() {
    String named = System.getProperty("holdfast.real.documents", "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named)).filter(Files::isDirectory);
    }
    for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
      Path data = above.resolve("shared").resolve("data");
      if (Files.isDirectory(data)) {
        return Optional.of(data);
      }
    }
    return Optional.empty();
  }

  static List<Path> files(Path directory, String ending) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
