package org.holdfast.app.upgradetest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;

/// A directory with `holdfast` in it, as `upgrade --to` takes it.
final class ReleaseDirectory {
  private ReleaseDirectory() {}

  /// Makes one.
  ///
  /// @param script what `holdfast` does, in bash; `$@` is what it is asked to do
  static Path plant(Path directory, String script) throws IOException {
    Path release = Files.createDirectories(directory);
    Path holdfast = Files.writeString(release.resolve("holdfast"), "#!/bin/bash\n" + script + "\n");
    Files.setPosixFilePermissions(holdfast, PosixFilePermissions.fromString("rwx------"));
    return release;
  }

  /// The beginning of a script that becomes another program.
  static String exec(List<String> command) {
    return command.stream()
        .map(word -> "'" + word + "'")
        .collect(Collectors.joining(" ", "exec ", ""));
  }
}
