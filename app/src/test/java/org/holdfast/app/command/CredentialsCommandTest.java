package org.holdfast.app.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.app.server.SteppedClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The subcommands as an operator types them, without a server.
class CredentialsCommandTest {
  private static final String PROBE_ID = "0a".repeat(32);

  @TempDir private Path directory;

  private final SteppedClock clock = new SteppedClock();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path config;

  @BeforeEach
  void configure() throws IOException {
    config =
        Files.writeString(
            directory.resolve("holdfast.yaml"), "data: '" + directory.resolve("data") + "'\n");
  }

  @Test
  @DisplayName("prune takes out keys that ended more than a year ago, and no others")
  void pruneTakesOutWhatEndedLongAgo() throws IOException {
    assertThat(run("keygen")).isZero();
    String first = ids().getFirst();
    assertThat(run("rotate", "--in", "PT0S", "--overlap", "P1D")).isZero();
    String second = ids().getLast();
    clock.pass(Duration.ofDays(200));
    assertThat(run("rotate", "--in", "PT0S", "--overlap", "P1D")).isZero();
    String third = ids().getLast();

    assertThat(run("prune")).isZero();
    assertThat(said()).contains(first + " ended", second + " accepted", third + " current");

    // The first has now ended 365 days and a second ago, the second 166.
    clock.pass(Duration.ofDays(166).plusSeconds(1));
    assertThat(run("prune")).isZero();
    assertThat(said()).doesNotContain(first).contains(second + " ended", third + " current");
    assertThat(Files.readString(keys()).lines().filter(line -> line.startsWith("key "))).hasSize(2);

    clock.pass(Duration.ofDays(3650));
    assertThat(run("prune")).isZero();
    assertThat(ids()).as("what is current has not ended").containsExactly(third);
  }

  @Test
  @DisplayName("a full ring is told what to do, and prune makes room")
  void pruneMakesRoom() throws IOException {
    assertThat(run("keygen")).isZero();
    for (int i = 1; i < 8; i++) {
      assertThat(run("rotate", "--in", "PT0S", "--overlap", "P1D")).isZero();
      clock.pass(Duration.ofDays(60));
    }
    String full = Files.readString(keys());
    assertThat(run("rotate")).isEqualTo(ExitCode.FAILED);
    assertThat(complaint()).contains("8 keys already", "credentials prune");
    assertThat(Files.readString(keys())).isEqualTo(full);

    assertThat(run("prune")).isZero();
    assertThat(run("rotate")).isZero();
  }

  @Test
  @DisplayName("prune, show, rotate and log say what is not there; keygen overwrites nothing")
  void whatIsNotThereIsNamed() throws IOException {
    for (String command : List.of("prune", "show", "rotate")) {
      assertThat(run(command)).as(command).isEqualTo(ExitCode.FAILED);
      assertThat(complaint()).contains("issuer.keys is not there; see 'credentials keygen'");
    }
    assertThat(run("log")).isEqualTo(ExitCode.FAILED);
    assertThat(complaint()).contains("no log yet");
    assertThat(directory.resolve("data")).as("looking makes nothing").doesNotExist();

    assertThat(run("keygen")).isZero();
    String made = Files.readString(keys());
    assertThat(run("keygen")).isEqualTo(ExitCode.FAILED);
    assertThat(complaint()).contains("is there already; see 'credentials rotate'");
    assertThat(run("rotate", "--back", "0123456789ab")).isEqualTo(ExitCode.FAILED);
    assertThat(complaint()).contains("has no key 0123456789ab");
    assertThat(Files.readString(keys())).isEqualTo(made);
  }

  @Test
  @DisplayName("block, blocks and unblock: what cannot be meant is refused, what ended is shown")
  void blocksAreListedWithTheirEnd() {
    assertThat(run("blocks")).isZero();
    assertThat(said()).isEmpty();
    refusedToBlock("'0a'", "--cc", "PT", "--asn", "AS64501", "--reason", "x", "0a");
    refusedToBlock("'Portugal'", "--cc", "Portugal", "--asn", "AS1", "--reason", "x", PROBE_ID);
    refusedToBlock("'ZZ'", "--cc", "ZZ", "--asn", "AS1", "--reason", "x", PROBE_ID);
    refusedToBlock("'64501x'", "--cc", "PT", "--asn", "64501x", "--reason", "x", PROBE_ID);
    refusedToBlock("'AS0'", "--cc", "PT", "--asn", "AS0", "--reason", "x", PROBE_ID);
    refusedToBlock("--reason", "--cc", "PT", "--asn", "AS1", "--reason", " ", PROBE_ID);
    for (String length : List.of("PT0S", "-P1D", "P99999999D")) {
      refusedToBlock(
          "--for", "--cc", "PT", "--asn", "AS1", "--reason", "x", "--for", length, PROBE_ID);
    }
    assertThat(run("block", "--cc", "PT", "--asn", "AS1", PROBE_ID)).isEqualTo(ExitCode.USAGE);

    assertThat(
            run(
                "block",
                "--cc",
                "PT",
                "--asn",
                "AS64501",
                "--reason",
                "floods\nus",
                "--for",
                "P2D",
                PROBE_ID))
        .isZero();
    String id = said().split(" ", -1)[1];
    assertThat(run("unblock", "--reason", "x", "deadbeef")).isEqualTo(ExitCode.FAILED);
    assertThat(complaint()).contains("there is no block deadbeef");
    assertThat(run("unblock", "--reason", "x", "DEADBEEF\n")).isEqualTo(ExitCode.USAGE);
    assertThat(complaint()).contains("'DEADBEEF").contains("eight hexadecimal digits");
    clock.pass(Duration.ofDays(1));
    assertThat(run("blocks")).isZero();
    assertThat(said()).contains("block " + id + " in force PT AS64501 " + PROBE_ID, "floods us");
    assertThat(run("unblock", "--reason", "it was us", id)).isZero();
    assertThat(said()).contains(id + " ended");
  }

  private void refusedToBlock(String named, String... arguments) {
    List<String> words = new ArrayList<>(List.of("block"));
    words.addAll(List.of(arguments));
    assertThat(run(words.toArray(String[]::new))).as("%s", words).isEqualTo(ExitCode.USAGE);
    assertThat(complaint()).contains(named);
  }

  @Test
  @DisplayName("rotate strands nobody: an overlap that ends before it begins is refused")
  void overlapsAreNotNegative() throws IOException {
    assertThat(run("keygen")).isZero();
    String made = Files.readString(keys());
    for (List<String> unfit :
        List.of(
            List.of("--overlap", "-P1D"),
            List.of("--in", "-PT1H"),
            List.of("--overlap", "P99999999D"))) {
      List<String> words = new ArrayList<>(List.of("rotate"));
      words.addAll(unfit);
      assertThat(run(words.toArray(String[]::new))).as("%s", unfit).isEqualTo(ExitCode.USAGE);
      assertThat(complaint()).contains("--in and --overlap");
    }
    assertThat(Files.readString(keys())).isEqualTo(made);
  }

  private Path keys() {
    return directory.resolve("data/credentials/issuer.keys");
  }

  private List<String> ids() {
    assertThat(run("show")).isZero();
    return said().lines().map(line -> line.split(" ", -1)[1]).toList();
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", config.toString()));
    return CredentialsCommand.withItsCommands(
            new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), clock)
        .execute(all.toArray(String[]::new));
  }

  private String said() {
    return out.toString(UTF_8);
  }

  private String complaint() {
    return err.toString(UTF_8);
  }
}
