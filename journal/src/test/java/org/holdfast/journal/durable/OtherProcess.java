package org.holdfast.journal.durable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Another program, which locks files as any may by POSIX.
public final class OtherProcess {
  private static final String TRYING =
      """
      import fcntl, sys
      file = open(sys.argv[1], 'r+')
      try:
          fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
          print('locked')
      except OSError:
          print('busy')
      """;

  private OtherProcess() {}

  /// Whether it could lock a file, which it has let go of since.
  public static boolean getsLock(Path file) throws IOException {
    Process python = new ProcessBuilder("python3", "-c", TRYING, file.toString()).start();
    try {
      String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return switch (said.strip()) {
        case "locked" -> true;
        case "busy" -> false;
        default ->
            throw new IOException(
                new String(python.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
      };
    } finally {
      python.destroyForcibly();
    }
  }
}
