package org.holdfast.journal.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableDirectoriesTest {
  private final List<Path> synced = new ArrayList<>();
  private final DurableDirectories directories = new DurableDirectories(synced::add);

  @TempDir Path temporary;
  private Path top;

  @BeforeEach
  void resolve() throws IOException {
    top = temporary.toRealPath();
  }

  @Test
  void entryOfEachDirectoryMadeIsSynced() throws Exception {
    directories.create(top.resolve("data/journal"));

    assertThat(top.resolve("data/journal")).isDirectory();
    assertThat(synced).endsWith(top, top.resolve("data"));
  }

  @Test
  void entryThatAKilledProcessMadeIsSyncedOnFirstUseOnly() throws Exception {
    Files.createDirectories(top.resolve("data/journal"));

    directories.create(top.resolve("data/journal"));
    assertThat(synced).endsWith(top, top.resolve("data"));

    synced.clear();
    directories.create(top.resolve("data/journal"));
    directories.create(top.resolve("data"));
    assertThat(synced).isEmpty();

    directories.create(top.resolve("data/archive"));
    assertThat(synced).containsExactly(top.resolve("data"));
  }

  @Test
  void directoryThatWasDeletedMeanwhileIsMadeAndSyncedAgain() throws Exception {
    directories.create(top.resolve("data"));
    Files.delete(top.resolve("data"));
    synced.clear();

    directories.create(top.resolve("data"));

    assertThat(top.resolve("data")).isDirectory();
    assertThat(synced).containsExactly(top);
  }

  @Test
  void entryThatCannotBeSyncedIsNoSuccess() throws Exception {
    Files.createDirectories(top.resolve("data"));
    List<Path> tried = new ArrayList<>();
    DurableDirectories broken =
        new DurableDirectories(
            directory -> {
              tried.add(directory);
              if (directory.equals(top)) {
                throw new IOException("Input/output error");
              }
            });

    assertThatThrownBy(() -> broken.create(top.resolve("data"))).hasMessage("Input/output error");
    assertThatThrownBy(() -> broken.create(top.resolve("data"))).hasMessage("Input/output error");
    assertThat(tried).endsWith(top);
  }

  @Test
  void directoryAboveThatMayNotBeReadKeepsNobodyOut() throws Exception {
    Files.createDirectories(top.resolve("data"));
    DurableDirectories outside =
        new DurableDirectories(
            directory -> {
              if (!directory.startsWith(top)) {
                throw new AccessDeniedException(directory.toString());
              }
              synced.add(directory);
            });

    outside.create(top.resolve("data/journal"));

    assertThat(synced).containsExactly(top, top.resolve("data"));
  }

  @Test
  void fileInTheWayIsSaid() throws Exception {
    Files.createFile(top.resolve("data"));

    assertThatThrownBy(() -> directories.create(top.resolve("data/journal")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("data");
  }
}
