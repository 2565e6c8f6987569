package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How this process was started, from the system, since the JVM tells only what was written after
/// its main class.
///
/// @param program what runs this build, to be followed by a command such as `serve`
/// @param config the file that was named with `--config`
record OwnCommandLine(List<String> program, Optional<String> config) {
  static final String SERVE = "serve";

  private static final String CONFIG = "--config";
  private static final Path SOURCE = Path.of("/proc/self/cmdline");

  OwnCommandLine {
    program = List.copyOf(program);
  }

  /// @throws IOException if it was not started with `serve`, as in a test
  static OwnCommandLine read() throws IOException {
    return of(List.of(Files.readString(SOURCE, UTF_8).split("\0")));
  }

  static OwnCommandLine of(List<String> line) throws IOException {
    int serve = line.indexOf(SERVE);
    if (serve < 0) {
      throw new IOException("this process was not started with 'serve', so it cannot be repeated");
    }
    Optional<String> config = Optional.empty();
    for (int i = serve + 1; i < line.size(); i++) {
      if (line.get(i).equals(CONFIG) && i + 1 < line.size()) {
        config = Optional.of(line.get(i + 1));
      } else if (line.get(i).startsWith(CONFIG + "=")) {
        config = Optional.of(line.get(i).substring(CONFIG.length() + 1));
      }
    }
    return new OwnCommandLine(line.subList(0, serve), config);
  }
}
