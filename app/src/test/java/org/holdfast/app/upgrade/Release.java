package org.holdfast.app.upgrade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.holdfast.testkit.process.OwnJvm;

/// A directory with a `holdfast` in it, as `--to` takes it: a release that is broken in some way.
final class Release {
  private Release() {}

  /// @param script what `holdfast` does when it is run
  static Path planted(Path directory, String script) throws IOException {
    Path release = Files.createDirectories(directory);
    Path holdfast = Files.writeString(release.resolve("holdfast"), "#!/bin/bash\n" + script + "\n");
    Files.setPosixFilePermissions(holdfast, PosixFilePermissions.fromString("rwx------"));
    return release;
  }

  /// A line of shell that runs a main class of this very build with the arguments it is given.
  static String running(Class<?> main) {
    return "exec '%s' -Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp '%s' %s \"$@\""
        .formatted(OwnJvm.java(), OwnJvm.classPath(), main.getName());
  }
}
