package org.holdfast.journal.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A file that cannot be read is not a file that is absent.
final class SmallFileTest {
  private static final Path FILE = Path.of("/small/file");

  private final MemoryDisk disk = new MemoryDisk();
  private final SmallFile file = new SmallFile(disk, FILE, "test");

  @BeforeEach
  void createDirectory() throws Exception {
    disk.createDirectories(Path.of("/small"));
  }

  private void failReading(String name) {
    disk.failWith(
        (what, path) -> {
          if (what.equals("open") && path.toString().endsWith(name)) {
            throw new IOException("Too many open files");
          }
        });
  }

  @Test
  void aFileThatWasNeverWrittenIsAbsent() throws Exception {
    assertThat(file.read()).isEmpty();
    assertThat(file.readForUpdate()).isEmpty();
  }

  @Test
  void theOnlyGenerationThatCannotBeReadIsNotAbsent() throws Exception {
    file.write(List.of("one"));
    failReading("file");
    assertThatThrownBy(file::read).isInstanceOf(IOException.class);
    assertThatThrownBy(file::readForUpdate).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> file.write(List.of("two"))).isInstanceOf(IOException.class);

    disk.failWith((what, path) -> {});
    assertThat(file.read()).contains(List.of("one"));
  }

  @Test
  void anOlderGenerationServesReadingButNotAnUpdate() throws Exception {
    file.write(List.of("one"));
    file.write(List.of("two"));
    failReading("file");
    assertThat(file.read()).contains(List.of("one"));
    assertThatThrownBy(file::readForUpdate).isInstanceOf(IOException.class);
  }
}
