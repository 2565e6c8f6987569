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
            "asked=100 struck=89 not-there=11 replaced=0 not-reached=0 sigkills=2: too few were struck");
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

  @Test
  void isCleanWhereAsManyWereStruckAsAskedForInsteadOfThoseNotThere() {
    assertThat(report(12, 12, 7, 7).isClean()).isTrue();
    assertThat(report(12, 12, 7, 7).triedLine())
        .isEqualTo("asked=12 struck=12 not-there=7 replaced=7 not-reached=0 sigkills=2");
  }

  @Test
  void isNotCleanWhereThoseInsteadWereNotThereEither() {
    assertThat(report(12, 11, 13, 12).isClean()).isFalse();
    assertThat(report(12, 9, 3, 1).isClean()).isFalse();
  }

  private static CrashReport report(int asked, int struck, int absent) {
    return report(asked, struck, absent, 0);
  }

  private static CrashReport report(int asked, int struck, int absent, int replaced) {
    return new CrashReport(
        new CrashReport.Tried(asked, struck, absent, replaced, List.of()),
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
