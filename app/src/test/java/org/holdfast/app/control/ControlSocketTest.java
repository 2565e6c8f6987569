package org.holdfast.app.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Otherwise a process that was short of file descriptors once could never be upgraded.
@Timeout(120)
final class ControlSocketTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path data;

  @Test
  void processThatHadNoFileDescriptorForACommandHearsItOnceItHas() throws Exception {
    Process starved =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -n 300; exec \"$@\"",
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                StarvedSocket.class.getName(),
                data.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said = starved.inputReader(UTF_8)) {
      awaitLine(said, "no file descriptor is left");
      Path socket = ControlDirectory.existing(data).sockets().getFirst();
      // What becomes of this one depends on when its turn comes.
      ControlClient.connect(socket).close();
      awaitLine(said, "Too many open files");
      starved.outputWriter(UTF_8).append('\n').flush();
      awaitLine(said, "there are some again");

      try (ControlClient client = ControlClient.connect(socket)) {
        assertThat(client.ask("status", PATIENCE).path("heard").stringValue(""))
            .isEqualTo("status");
      }
    } finally {
      starved.destroyForcibly().waitFor();
    }
  }

  private static void awaitLine(BufferedReader said, String part) throws Exception {
    String line = said.readLine();
    while (line != null && !line.contains(part)) {
      line = said.readLine();
    }
    assertThat(line).contains(part);
  }
}
