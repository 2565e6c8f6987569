package org.holdfast.app.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.holdfast.journal.Position;
import org.holdfast.pipeline.quarantine.Quarantine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineCommandTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path config;

  @BeforeEach
  void configure() throws Exception {
    config =
        Files.writeString(
            directory.resolve("holdfast.yaml"), "data: '" + directory.resolve("data") + "'\n");
  }

  @Test
  void whatWasSetAsideIsListedAndShownWithItsBytes() throws Exception {
    Quarantine quarantine = Quarantine.open(directory.resolve("data").resolve("quarantine"));
    var one =
        quarantine.setAsideDamaged(
            new Position("w 1 256"), "bytes".getBytes(UTF_8), "does not check out", 1, NOON);

    assertThat(run("list", "--config", config.toString())).isZero();
    assertThat(said()).isEqualTo("w 1 256 journal damaged-record does not check out\n");
    assertThat(run("list", "--config", config.toString(), "--stage", "decode")).isZero();
    assertThat(said()).isEmpty();
    assertThat(run("show", "--config", config.toString(), one.uid())).isZero();
    assertThat(said())
        .contains("reason        damaged-record", "set aside at  2026-01-02T12:00:00Z")
        .contains("bytes         5");
    assertThat(run("show", "--config", config.toString(), "--body", one.uid())).isZero();
    assertThat(said()).isEqualTo("bytes");
  }

  @Test
  void nothingIsFoundWhereNothingWasSetAsideAndNothingIsMade() {
    assertThat(run("list", "--config", config.toString())).isZero();
    assertThat(said()).isEmpty();
    assertThat(run("show", "--config", config.toString(), "no-such-uid"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString(UTF_8)).contains("nothing was set aside as no-such-uid");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "quarantine";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return HoldfastCommand.run(
        new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), all);
  }

  private String said() {
    String said = out.toString(UTF_8);
    out.reset();
    return said;
  }
}
