package org.holdfast.testkit.tor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs the programs of Tor that end by themselves, and knows where all of them are.
final class TorPrograms {
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

  private TorPrograms() {}

  /// @throws IOException if it is not installed: without it these tests fail, they are not left out
  static String find(String name) throws IOException {
    return Stream.of("/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/opt/homebrew/bin/")
        .map(directory -> directory + name)
        .filter(file -> Files.isExecutable(Path.of(file)))
        .findFirst()
        .orElseThrow(() -> new IOException(name + " is not installed (Debian package: tor)"));
  }

  /// @param input what it reads on standard input
  /// @return what it printed
  static String run(List<String> command, String input) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().write(input.getBytes(UTF_8));
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (!process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(command.getFirst() + " failed:\n" + printed);
      }
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }
}
