package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.holdfast.journal.durable.ProcessLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a directory of unfinished objects belongs to whoever holds its lock")
final class IncomingDirectoryTest {
  private static final long NO_PROCESS = 999_999_999L;

  private static final String TRYING_TO_LOCK =
      """
      import fcntl, sys
      try:
          fcntl.lockf(open(sys.argv[1], 'r+'), fcntl.LOCK_EX | fcntl.LOCK_NB)
          print('locked')
      except OSError:
          print('busy')
      """;

  @TempDir Path parent;

  @Test
  void twoOpenOnesLeaveEachOtherAlone() throws IOException {
    try (IncomingDirectory first = IncomingDirectory.open(parent);
        IncomingDirectory second = IncomingDirectory.open(parent)) {
      Path written = Files.createFile(first.path().resolve("put.tmp"));
      try (IncomingDirectory third = IncomingDirectory.open(parent)) {
        assertThat(third.path()).isNotEqualTo(first.path()).isNotEqualTo(second.path());
        assertThat(written).exists();
      }
    }
    try (Stream<Path> left = Files.list(parent)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  @DisplayName("another one opened in this process does not lose it to other processes")
  void lockOutlastsFurtherOnesInTheSameProcess() throws Exception {
    try (IncomingDirectory first = IncomingDirectory.open(parent)) {
      IncomingDirectory.open(parent).close();

      Process another =
          new ProcessBuilder("python3", "-c", TRYING_TO_LOCK, first.path() + ".lock").start();
      try (InputStream said = another.getInputStream()) {
        assertThat(new String(said.readAllBytes(), UTF_8)).isEqualTo("busy\n");
      }
    }
  }

  @Test
  void whatNobodyHoldsIsRemovedThoughAProcessOfThatNumberLives() throws IOException {
    Path abandoned = abandoned(ProcessHandle.current().pid());
    try (IncomingDirectory _ = IncomingDirectory.open(parent)) {
      assertThat(abandoned).doesNotExist();
    }
  }

  @Test
  void whatIsHeldStaysThoughNoProcessOfThatNumberIsSeen() throws IOException {
    Path held = abandoned(NO_PROCESS);
    Path lockFile = parent.resolve(NO_PROCESS + "-1.lock");
    try (ProcessLock _ = ProcessLock.tryLock(lockFile).orElseThrow();
        IncomingDirectory _ = IncomingDirectory.open(parent)) {
      assertThat(held.resolve("put.tmp")).exists();
    }
  }

  @Test
  @DisplayName("the previous release beside this one keeps its directory (I11)")
  void directoriesWithoutALockGoByTheirProcess() throws IOException {
    Path living = Files.createDirectory(parent.resolve(ProcessHandle.current().pid() + "-old"));
    Path gone = Files.createDirectory(parent.resolve(NO_PROCESS + "-old"));
    try (IncomingDirectory own = IncomingDirectory.open(parent)) {
      assertThat(own.path()).isDirectory();
      assertThat(living).exists();
      assertThat(gone).doesNotExist();
    }
  }

  private Path abandoned(long pid) throws IOException {
    Path directory = Files.createDirectory(parent.resolve(pid + "-1"));
    Files.createFile(directory.resolve("put.tmp"));
    Files.createFile(parent.resolve(pid + "-1.lock"));
    return directory;
  }
}
