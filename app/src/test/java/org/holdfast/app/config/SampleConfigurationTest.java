package org.holdfast.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SampleConfigurationTest {
  private static final Path SAMPLES = Path.of("..", "config");

  @Test
  void minimalSampleLoads() throws ConfigException {
    ConfigFile.Loaded loaded = ConfigFile.read(SAMPLES.resolve("holdfast.minimal.yaml"));

    assertThat(loaded.config().data()).isEqualTo(Path.of("/var/lib/holdfast"));
  }

  @Test
  void sampleSaysTheDefaults() throws ConfigException {
    ConfigFile.Loaded sample = ConfigFile.read(SAMPLES.resolve("holdfast.sample.yaml"));

    assertThat(sample.config()).isEqualTo(ConfigFile.defaults().config());
  }

  @Test
  void everyKeyStandsInTheSample() throws IOException {
    String sample = Files.readString(SAMPLES.resolve("holdfast.sample.yaml"));

    assertThat(ConfigFile.keys())
        .allSatisfy(
            key -> {
              String name = key.substring(key.lastIndexOf('.') + 1).replace("[]", "");
              assertThat(sample).as(key).containsPattern("(?m)^[ #-]*" + Pattern.quote(name) + ":");
            });
  }

  @Test
  void commentedExamplesLoadToo() throws IOException, ConfigException {
    Path anyFile = SAMPLES.resolve("holdfast.sample.yaml");
    String uncommented =
        Files.readString(anyFile)
            .replaceAll("(?m)^( *)# ((?: *- )? *[a-z0-9-]+:(?: \\S.*)?)$", "$1$2")
            .replaceAll(
                "(?m)(certificate|key|key-file|authority-roots): /etc/.*$", "$1: " + anyFile);

    HoldfastConfig config = ConfigFile.parse("uncommented", uncommented).config();

    assertThat(config.bouncer().testHelpers()).hasSize(2);
    assertThat(config.listeners().getFirst().tls()).isPresent();
    assertThat(config.listeners().getLast().tls())
        .hasValueSatisfying(tls -> assertThat(tls).isInstanceOf(TlsConfig.Issued.class));
    assertThat(config.collector().geoDatabase()).isPresent();
  }
}
