package org.holdfast.app.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.testkit.process.ServerCommand;
import org.junit.jupiter.api.Assertions;

/// libfiu under a server: system calls of the C library fail when they are told to, below the JVM
/// and everything in it. The journal writes at positions (`pwrite64`) and syncs by `fdatasync`;
/// connections do neither.
record LibFiu(Path directory) {
  static final String WRITE = "posix/io/rw/pwrite";
  static final String SHORT_WRITE = "posix/io/rw/pwrite/reduce";
  static final String SYNC = "posix/io/sync/fdatasync";
  static final int EIO = 5;
  static final int ENOSPC = 28;

  /// Skips the test where libfiu is not installed, and fails it where it has to be.
  static void require() {
    String path = System.getenv().getOrDefault("PATH", "");
    boolean found =
        Stream.of(path.split(":", -1)).anyMatch(d -> Files.isExecutable(Path.of(d, "fiu-run")));
    if (!found && System.getenv("CI") != null) {
      Assertions.fail("fiu-run is not installed (Debian package fiu-utils)");
    } else if (!found) {
      abort("skipped: fiu-run is not installed (Debian package fiu-utils)");
    }
  }

  /// The same server with libfiu under it.
  ServerCommand under(ServerCommand command) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-x", "-f", prefix(), command.java().toString()));
    arguments.addAll(command.jvmArguments());
    return new ServerCommand(
        Path.of("fiu-run"),
        arguments,
        command.classPath(),
        command.mainClass(),
        command.arguments(),
        command.workingDirectory());
  }

  /// From now on these calls fail with that error.
  void enable(long pid, String point, int error) throws IOException, InterruptedException {
    control(pid, "enable name=" + point + ",failinfo=" + error);
  }

  /// From now on these calls work again.
  void disable(long pid, String point) throws IOException, InterruptedException {
    control(pid, "disable name=" + point);
  }

  private void control(long pid, String order) throws IOException, InterruptedException {
    Process control =
        new ProcessBuilder("fiu-ctrl", "-f", prefix(), "-c", order, String.valueOf(pid))
            .redirectErrorStream(true)
            .start();
    String said = new String(control.getInputStream().readAllBytes(), UTF_8);
    assertThat(control.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
  }

  private String prefix() {
    return directory.resolve("fiu").toString();
  }
}
