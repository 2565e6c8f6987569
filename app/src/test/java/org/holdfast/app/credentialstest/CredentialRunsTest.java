package org.holdfast.app.credentialstest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Samples of `holdfast credentialstest`.
class CredentialRunsTest {
  private static final int TRIALS = 40;

  @TempDir private Path directory;

  @Test
  @DisplayName(
      "of answers lost at two collectors, one of them killed meanwhile, none costs a count, a credential or a proof")
  void lostAnswers() throws Exception {
    LostAnswers.Outcome outcome = new LostAnswers(directory, 24, 3, 30).run();

    assertThat(outcome.isGood()).as(outcome.toString()).isTrue();
    assertThat(outcome.lost()).isPositive();
  }

  @Test
  @DisplayName("nobody can tell from what is stored or sent who submitted from two networks")
  void unlinkable() throws Exception {
    UnlinkabilityGame.Outcome outcome =
        new UnlinkabilityGame(directory, TRIALS, Leak.NONE, 1).play();

    // Of so few, by chance alone less than once in ten thousand plays.
    assertThat(outcome.advantage()).as(outcome.toString()).isLessThan(0.25);
    assertThat(outcome.mentioned()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = Leak.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  @DisplayName("the same game finds what is planted")
  void plantedLeakIsFound(Leak leak) throws Exception {
    UnlinkabilityGame.Outcome outcome = new UnlinkabilityGame(directory, 8, leak, 1).play();

    Map<Leak, Distinguisher> finder =
        Map.of(
            Leak.SEQUENTIAL_IDS, Distinguisher.NAMES_NEAR,
            Leak.EXACT_TIMES, Distinguisher.TIMES_IN_STEP,
            Leak.REUSED_BLINDING, Distinguisher.BLOCKS_ON_THE_WIRE);
    assertThat(outcome.success().get(String.valueOf(finder.get(leak))))
        .as(outcome.toString())
        .isGreaterThan(0.95);
  }
}
