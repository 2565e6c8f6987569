package org.holdfast.journal.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.holdfast.journal.durable.OtherProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CursorLockTest {
  @TempDir private Path root;

  /// The kernel takes a file's locks from a process that closes any descriptor of it.
  @Test
  void nameIsKeptFromOtherProcessesWhoeverAsksForItInThisOne() throws Exception {
    Path locks = root.resolve("cursors");
    CursorLock held = CursorLock.tryLock(locks, "index").orElseThrow();

    assertThat(CursorLock.tryLock(locks, "index")).isEmpty();
    assertThat(OtherProcess.getsLock(locks.resolve("index.lock"))).isFalse();

    CursorLock.tryLock(locks, "archive").orElseThrow().close();
    held.close();
    assertThat(OtherProcess.getsLock(locks.resolve("index.lock"))).isTrue();
    CursorLock.tryLock(locks, "index").orElseThrow().close();
  }
}
