package org.holdfast.app.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `deploy/holdfast.service`. That its lines do what they say is seen in `UpgradeTest`, which runs
/// them.
final class UnitFileTest {
  @TempDir Path directory;

  @Test
  void unitIsOfTheKindThatTheServerSpeaksTo() throws Exception {
    assertThat(UnitFile.value("Type")).isEqualTo("notify");
    assertThat(UnitFile.value("NotifyAccess")).as("the successor speaks, too").isEqualTo("all");
    assertThat(UnitFile.value("TimeoutStartSec")).isEqualTo("infinity");
    assertThat(UnitFile.value("ExecStart"))
        .isEqualTo(UnitFile.RELEASE + "/holdfast serve --config " + UnitFile.CONFIGURATION);
  }

  /// Of the Debian package `systemd`, which `./verify` installs where it can; it starts nothing.
  @Test
  void systemdFindsNothingWrong() throws Exception {
    boolean possible = isInstalled("systemd-analyze");
    if (System.getenv("CI") == null) {
      assumeThat(possible).as("systemd-analyze (Debian package systemd)").isTrue();
    }
    assertThat(possible).as("systemd-analyze (Debian package systemd)").isTrue();
    Path release = Files.createDirectories(directory.resolve("release"));
    Path holdfast = Files.writeString(release.resolve("holdfast"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(holdfast, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path unit =
        Files.writeString(
            directory.resolve("holdfast.service"),
            UnitFile.text()
                .replace(UnitFile.RELEASE, release.toString())
                .replaceAll("(?m)^(User|Group)=.*$", "")
                .replaceAll("(?m)^Documentation=.*$", ""));

    Process verify =
        new ProcessBuilder("systemd-analyze", "verify", "--man=no", unit.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(verify.waitFor()).as(said).isZero();
    assertThat(said.lines().filter(line -> line.contains("holdfast"))).isEmpty();
  }

  private static boolean isInstalled(String command) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
  }
}
