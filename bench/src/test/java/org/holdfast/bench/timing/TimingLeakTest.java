package org.holdfast.bench.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The statistic finds what it is for. Whether the real operations pass is a measurement on a quiet
/// machine, not a test.
class TimingLeakTest {
  @Test
  void plantedLeakIsFound() {
    assertThat(Math.abs(TimingLeak.repeatedT(ArithmeticOperations.planted(), 2_000)))
        .isGreaterThan(TimingLeak.CERTAIN);
  }

  @Test
  void equalSeriesAreNotTakenApart() {
    WelchStatistic statistic = new WelchStatistic();
    for (int i = 0; i < 1_000; i++) {
      statistic.add(i % 2, (i / 2) % 10);
    }
    assertThat(statistic.t()).isZero();
  }

  /// Once each, so that the command does not fail at one of them.
  @Test
  void everyOperationCanBeTimed() {
    assertThat(TimingLeak.operations())
        .hasSizeGreaterThan(20)
        .allSatisfy(operation -> assertThat(TimingLeak.t(operation, 4)).isNotInfinite());
    assertThat(TimingLeak.operations()).extracting(SecretOperation::name).doesNotHaveDuplicates();
  }

  @Test
  void verdictSaysWhichLeaksAndWhenItHasNone() {
    assertThat(TimingLeak.verdict(true, List.of())).startsWith("PASS");
    assertThat(TimingLeak.verdict(true, List.of("a", "b"))).isEqualTo("LEAK: a, b");
    assertThat(TimingLeak.verdict(false, List.of())).startsWith("VOID");
  }
}
