package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.app.command.HoldfastCommand;

/// Where somebody operates a fleet from: its key is `fleet.key`, its directory `fleet.sqlite`, and
/// the token of a node `NAME.token`, all in one directory.
final class FleetDesk {
  private final Path directory;

  private FleetDesk(Path directory) {
    this.directory = directory;
  }

  static FleetDesk at(Path directory) throws IOException {
    Path key = Files.writeString(directory.resolve("fleet.key"), "0123456789abcdef".repeat(2));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(
        directory.resolve("desk.yaml"),
        "fleet: {key-file: '%1$s/fleet.key', directory: {file: '%1$s/fleet.sqlite'}}\n"
            .formatted(directory));
    return new FleetDesk(directory);
  }

  void enrol(String node) {
    String unused =
        fleet("enroll", node, "--token-out", directory.resolve(node + ".token").toString());
  }

  /// What `holdfast fleet` prints.
  String fleet(String... arguments) {
    List<String> line = new ArrayList<>(List.of("fleet"));
    line.addAll(List.of(arguments));
    line.addAll(List.of("--config", directory.resolve("desk.yaml").toString()));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, UTF_8);
    int code = HoldfastCommand.run(out, out, line.toArray(String[]::new));
    assertThat(code).as(said.toString(UTF_8)).isZero();
    return said.toString(UTF_8);
  }
}
