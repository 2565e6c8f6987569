package org.holdfast.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.app.command.HoldfastCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `deploy/fleet`, as an operator would copy it.
class FleetSamplesTest {
  private static final Path SAMPLES = Path.of("..", "deploy", "fleet");

  @TempDir Path directory;

  @Test
  void everySampleIsFoundInOrder() throws IOException {
    for (Path file : files()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PrintStream text = new PrintStream(out, true, StandardCharsets.UTF_8);

      int code = HoldfastCommand.run(text, text, "check-config", file.toString());

      assertThat(code).as(out.toString(StandardCharsets.UTF_8)).isZero();
    }
  }

  @Test
  void samplesAreThreeCollectorsTwoWorkersAndTwoApiNodesOnTheSameStores() throws Exception {
    List<HoldfastConfig> nodes = files().stream().map(FleetSamplesTest::read).toList();

    assertThat(count(nodes, Role.COLLECTOR)).isEqualTo(3);
    assertThat(count(nodes, Role.PIPELINE)).isEqualTo(2);
    assertThat(count(nodes, Role.API)).isEqualTo(2);
    assertThat(nodes).extracting(node -> node.collector().id()).doesNotHaveDuplicates();
    for (HoldfastConfig node : nodes) {
      HoldfastConfig first = nodes.getFirst();
      assertThat(node.journal()).isEqualTo(first.journal());
      assertThat(node.catalogue()).isEqualTo(first.catalogue());
      assertThat(node.archive()).isEqualTo(first.archive());
      assertThat(node.fleet().keyFile()).isPresent().isEqualTo(first.fleet().keyFile());
      assertThat(node.journal().kafka()).isPresent();
      assertThat(node.catalogue().postgresql()).isPresent();
      assertThat(node.archive().s3()).isPresent();
    }
  }

  private static long count(List<HoldfastConfig> nodes, Role role) {
    return nodes.stream().filter(node -> node.roles().contains(role)).count();
  }

  private static HoldfastConfig read(Path file) {
    try {
      return ConfigFile.read(file).config();
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  /// The samples, with a fleet key that is there.
  private List<Path> files() throws IOException {
    Path key = Files.writeString(directory.resolve("fleet.key"), "0123456789".repeat(4));
    List<Path> copies = new ArrayList<>();
    try (Stream<Path> files = Files.list(SAMPLES)) {
      for (Path file : (Iterable<Path>) files.filter(FleetSamplesTest::isSample)::iterator) {
        copies.add(
            Files.writeString(
                directory.resolve(file.getFileName()),
                Files.readString(file).replace("/etc/holdfast/fleet.key", key.toString())));
      }
    }
    return copies;
  }

  private static boolean isSample(Path file) {
    return file.toString().endsWith(".yaml");
  }
}
