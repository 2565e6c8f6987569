package org.holdfast.model;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the folder of published measurements that may stand beside the project as `shared/data`.
public final class RealDocuments {
  private RealDocuments() {}

  /// The files of a folder below `shared/data`; where there is none the test is skipped.
  public static List<Path> in(String folder) throws IOException {
    Optional<Path> data = find();
    assumeThat(data)
        .as("skipped: no folder shared/data beside the project or above it")
        .isPresent();
    try (Stream<Path> files = Files.list(data.orElseThrow().resolve(folder))) {
      return files.sorted().toList();
    }
  }

  private static Optional<Path> find() {
    return Stream.iterate(Path.of("").toAbsolutePath(), p -> p != null, Path::getParent)
        .map(p -> p.resolve("shared/data"))
        .filter(Files::isDirectory)
        .findFirst();
  }
}
