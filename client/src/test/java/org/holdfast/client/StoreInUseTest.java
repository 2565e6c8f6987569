package org.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store is of one user at a time: two could not know of each other what is pending.
class StoreInUseTest {
  @TempDir private Path directory;

  @Test
  @DisplayName("who is turned away takes nothing from who has the store: the kernel keeps the lock")
  void theLockStays() throws Exception {
    Path file = directory.resolve("probe.credential");
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
    try (CredentialStore mine = CredentialStore.open(file)) {
      assertThat(isLocked(file)).isTrue();
      assertThatThrownBy(() -> CredentialStore.open(file)).hasMessageContaining("in use");
      assertThatThrownBy(() -> CredentialStore.open(link.resolve("probe.credential")))
          .hasMessageContaining("in use");
      assertThat(isLocked(file)).isTrue();
      assertThat(mine.count()).isZero();
    }
    assertThat(isLocked(file)).isFalse();
    CredentialStore.open(file).close();
  }

  @Test
  void aStoreThatCannotBeReadIsFreeForTheNext() throws Exception {
    Path file = Files.writeString(directory.resolve("probe.credential"), "nothing");
    assertThatThrownBy(() -> CredentialStore.open(file)).hasMessageContaining("chmod 600");
    Files.delete(file);
    CredentialStore.open(file).close();
  }

  /// What the kernel says of all locks there are.
  private static boolean isLocked(Path store) throws IOException {
    Path lock = store.resolveSibling(store.getFileName() + ".lock");
    Object inode = Files.getAttribute(lock, "unix:ino");
    return Files.readString(Path.of("/proc/locks")).contains(":" + inode + " ");
  }
}
