package org.holdfast.app.upgradetest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Releases that must not take over.
enum BrokenRelease {
  /// Ends at once.
  DIES("15s", "ended with exit code 3"),
  /// Runs and never serves.
  HANGS("3s", "was not ready within 3s"),
  /// Collects and answers, and its pipeline does nothing: found out only when it has taken over.
  CRIPPLED("15s", "new connections go to the successor", "could not be read within 15s");

  private final String readyWithin;
  private final List<String> signs;

  BrokenRelease(String readyWithin, String... signs) {
    this.readyWithin = readyWithin;
    this.signs = List.of(signs);
  }

  /// How long it is waited for.
  String readyWithin() {
    return readyWithin;
  }

  /// Whether an upgrade to it was taken back, and for what is wrong with it.
  ///
  /// @param said what the upgrade said
  boolean isFoundOut(List<String> said) {
    String all = String.join("\n", said);
    return all.contains("rolled back") && signs.stream().allMatch(all::contains);
  }

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
