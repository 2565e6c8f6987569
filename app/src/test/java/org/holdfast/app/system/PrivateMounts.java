package org.holdfast.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// File systems in memory that only servers started through it see, in namespaces of its own, which
/// need no privilege on most machines (`unshare`, `nsenter`). They stay while servers come and go.
final class PrivateMounts implements AutoCloseable {
  private static final String NEEDED = "unshare(1), nsenter(1) and user namespaces";

  private static final String HOLD = "echo ready; exec cat";

  /// Holds the namespaces for as long as its standard input is open.
  private final Process holder;

  private PrivateMounts(Process holder) {
    this.holder = holder;
  }

  /// Passes the test over where it is not possible, but not in continuous integration.
  static PrivateMounts open() throws IOException {
    Process holder =
        new ProcessBuilder("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", HOLD)
            .start();
    boolean possible = "ready".equals(holder.inputReader().readLine());
    if (System.getenv("CI") == null) {
      assumeThat(possible).as(NEEDED).isTrue();
    }
    assertThat(possible).as(NEEDED).isTrue();
    return new PrivateMounts(holder);
  }

  /// Mounts an empty file system of that size on a directory.
  void mount(Path on, int mebibytes) throws IOException {
    run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", on.toString());
  }

  /// Runs a command that sees what is mounted.
  void run(String... command) throws IOException {
    List<String> line = new ArrayList<>(entering());
    line.addAll(List.of(command));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertThat(process.waitFor()).as(said).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private List<String> entering() {
    return List.of(
        "nsenter", "--target=" + holder.pid(), "--user", "--mount", "--preserve-credentials");
  }

  /// A command like `java` whose process sees what is mounted.
  ///
  /// @param script where to put it
  Path java(Path script) throws IOException {
    Files.writeString(
        script,
        "#!/bin/sh\nexec %s \"%s\" \"$@\"\n"
            .formatted(
                String.join(" ", entering()),
                Path.of(System.getProperty("java.home"), "bin", "java")));
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  /// The way to a file that may stand on what is mounted, for this process.
  Path seen(Path file) {
    return Path.of("/proc", Long.toString(holder.pid()), "root" + file);
  }

  @Override
  public void close() {
    holder.destroyForcibly();
  }
}
