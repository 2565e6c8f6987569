package org.holdfast.app.upgradetest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Collectors;

/// Releases that must not take over.
enum BrokenRelease {
  /// Ends at once.
  DIES,
  /// Runs and never serves.
  HANGS,
  /// Collects and answers, and its pipeline does nothing: found out only when it has taken over.
  CRIPPLED;

  /// Writes it into a directory as `--to` takes it.
  ///
  /// @param java a command line that runs this build's main class
  /// @param crippledConfig the server's configuration without the pipeline
  Path plant(Path parent, String[] java, Path crippledConfig) throws IOException {
    Path release = Files.createDirectories(parent.resolve("release-" + name()));
    String script =
        switch (this) {
          case DIES -> "exit 3";
          case HANGS -> "exec sleep 1000";
          case CRIPPLED ->
              "exec "
                  + Arrays.stream(java)
                      .map(word -> "'" + word + "'")
                      .collect(Collectors.joining(" "))
                  + " serve --config '"
                  + crippledConfig
                  + "' \"${@: -2}\"";
        };
    Path holdfast = Files.writeString(release.resolve("holdfast"), "#!/bin/bash\n" + script + "\n");
    Files.setPosixFilePermissions(holdfast, PosixFilePermissions.fromString("rwx------"));
    return release;
  }
}
