package org.holdfast.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// A crash test is good only where it has really tried what it was asked for.
class CrashReportTest {
  @Test
  void isCleanWhereAllWasTried() {
    assertThat(report(100, 95, 5).isClean()).isTrue();
  }

  @Test
  void isNotCleanWhereMoreThanATenthWasNotThere() {
    assertThat(report(100, 90, 10).isClean()).isTrue();
    assertThat(report(100, 89, 11).isClean()).isFalse();
    assertThat(report(100, 89, 11).triedLine())
        .isEqualTo(
            "asked=100 struck=89 not-there=11 not-reached=0 sigkills=2: too few were struck");
  }

  @Test
  void allowsChanceAmongFewPoints() {
    assertThat(report(8, 5, 3).isClean()).isTrue();
    assertThat(report(8, 4, 4).isClean()).isFalse();
  }

  @Test
  void isNotCleanWhereFewerWereTriedThanAskedFor() {
    assertThat(report(2_000, 300, 0).isClean()).isFalse();
  }

  private static CrashReport report(int asked, int struck, int absent) {
    return new CrashReport(
        new CrashReport.Tried(asked, struck, absent, List.of()),
        struck,
        2,
        5_000,
        3 * struck,
        0,
        0,
        0,
        0,
        List.of());
  }
}
