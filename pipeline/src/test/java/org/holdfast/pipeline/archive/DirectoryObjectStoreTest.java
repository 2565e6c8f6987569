package org.holdfast.pipeline.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryObjectStoreTest extends ObjectStoreContract {
  @TempDir Path directory;

  @Override
  protected ObjectStore open() throws IOException {
    return DirectoryObjectStore.open(directory.resolve("tree"), directory.resolve("incoming"));
  }

  @Test
  @DisplayName("nothing but complete objects is ever in the visible tree (D10)")
  void removesUnfinishedFilesOfAnEarlierProcess() throws IOException {
    Files.writeString(directory.resolve("incoming/put123.tmp"), "half");

    ObjectStore store = open();
    store.put("raw/a", Files.writeString(directory.resolve("local"), "x"));

    try (Stream<Path> incoming = Files.list(directory.resolve("incoming"))) {
      assertThat(incoming).isEmpty();
    }
    try (Stream<Path> files = Files.walk(directory.resolve("tree"))) {
      assertThat(files.filter(Files::isRegularFile))
          .containsExactly(directory.resolve("tree/raw/a"));
    }
  }
}
