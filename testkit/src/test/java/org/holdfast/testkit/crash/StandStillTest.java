package org.holdfast.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.holdfast.testkit.history.Finding;
import org.holdfast.testkit.history.Finding.Kind;
import org.junit.jupiter.api.Test;

class StandStillTest {
  private static final Finding ONE = new Finding(Kind.LOST, "one", "not in the archive");
  private static final Finding OTHER = new Finding(Kind.LOST, "other", "not in the archive");

  private final StandStill rest = new StandStill(Duration.ofSeconds(8), at(0));

  @Test
  void whatIsMissingAtRestIsMissingForEver() {
    assertThat(rest.lasts(true, List.of(ONE), at(1))).isFalse();
    assertThat(rest.lasts(true, List.of(ONE), at(9))).isFalse();
    assertThat(rest.lasts(true, List.of(ONE), at(10))).isTrue();
  }

  @Test
  void aServerThatStillArchivesIsNotAtRestAlthoughItHasLookedAtAll() {
    assertThat(rest.lasts(true, List.of(ONE, OTHER), at(1))).isFalse();
    assertThat(rest.lasts(true, List.of(OTHER), at(9))).isFalse();
    assertThat(rest.lasts(true, List.of(OTHER), at(10))).isFalse();
    assertThat(rest.lasts(true, List.of(OTHER), at(18))).isTrue();
  }

  @Test
  void aServerThatHasNotLookedAtAllIsNotAtRest() {
    assertThat(rest.lasts(false, List.of(ONE), at(20))).isFalse();
    assertThat(rest.lasts(true, List.of(ONE), at(28))).isFalse();
    assertThat(rest.lasts(true, List.of(ONE), at(29))).isTrue();
  }

  private static long at(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
