package org.holdfast.app.upgradetest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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
  Path plant(Path parent, List<String> java, Path crippledConfig) throws IOException {
    String script =
        switch (this) {
          case DIES -> "exit 3";
          case HANGS -> "exec sleep 1000";
          case CRIPPLED ->
              ReleaseDirectory.exec(java) + " serve --config '" + crippledConfig + "' \"${@: -2}\"";
        };
    return ReleaseDirectory.plant(parent.resolve("release-" + name()), script);
  }
}
