package org.holdfast.app.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.journal.durable.ProcessLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One of several processes on a data directory renews, whichever programs they are.
@Timeout(60)
final class RenewalLockTest {
  /// Locks a file as a process of another release would, and says so.
  private static final String OTHER_PROCESS =
      """
      import fcntl, sys
      file = open(sys.argv[1], 'w')
      fcntl.lockf(file, fcntl.LOCK_EX)
      print('locked', flush=True)
      sys.stdin.read()
      """;

  @TempDir Path root;

  @Test
  void otherProcessThatRenewsIsLeftToItUntilItEnds() throws Exception {
    AcmeDirectory directory = new AcmeDirectory(root.resolve("acme"));
    directory.prepare();
    directory.tryLock("public").orElseThrow().close();
    Process other =
        new ProcessBuilder(
                "python3", "-c", OTHER_PROCESS, root.resolve("acme/public.lock").toString())
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("locked");

      assertThat(directory.tryLock("public")).isEmpty();
      assertThat(isFree(directory, "another")).isTrue();

      other.destroyForcibly().waitFor();
      assertThat(isFree(directory, "public")).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  private static boolean isFree(AcmeDirectory directory, String listener) throws Exception {
    Optional<ProcessLock> lock = directory.tryLock(listener);
    if (lock.isPresent()) {
      lock.get().close();
    }
    return lock.isPresent();
  }
}
