package org.holdfast.journal.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessLockTest {
  @TempDir private Path root;

  private Path file;

  @BeforeEach
  void name() {
    file = root.resolve("some.lock");
  }

  /// Whoever asks in this process must not give it away to others: the kernel takes a file's locks
  /// from a process that closes any descriptor of it.
  @Test
  void lockIsKeptFromOtherProcessesWhoeverAsksForItInThisOne() throws Exception {
    ProcessLock held = ProcessLock.tryLock(file).orElseThrow();
    Path elsewhere = Files.createSymbolicLink(root.resolve("elsewhere"), root);

    assertThat(ProcessLock.tryLock(file)).isEmpty();
    assertThat(ProcessLock.tryLock(elsewhere.resolve("some.lock"))).isEmpty();
    assertThat(OtherProcess.getsLock(file)).isFalse();

    held.close();
    assertThat(OtherProcess.getsLock(file)).isTrue();
  }

  @Test
  void closingTwiceTakesNothingFromTheNextOwner() throws Exception {
    ProcessLock first = ProcessLock.tryLock(file).orElseThrow();
    first.close();
    try (ProcessLock second = ProcessLock.tryLock(file).orElseThrow()) {
      first.close();

      assertThat(ProcessLock.tryLock(file)).isEmpty();
      assertThat(OtherProcess.getsLock(file)).isFalse();
    }
  }

  @Test
  void fileIsMadeAsItIsWanted() throws Exception {
    var ofOwner = PosixFilePermissions.fromString("rw-------");

    ProcessLock.tryLock(file, PosixFilePermissions.asFileAttribute(ofOwner)).orElseThrow().close();

    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(ofOwner);
  }
}
