package org.holdfast.bench.timing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The statistic finds what it is for. Whether the real operations pass is a measurement on a quiet
/// machine, not a test.
class TimingLeakTest {
  @Test
  void plantedLeakIsFound() {
    assertThat(Math.abs(TimingLeak.t(TimingLeak.planted(), 2_000))).isGreaterThan(10);
  }

  @Test
  void equalSeriesAreNotTakenApart() {
    WelchStatistic statistic = new WelchStatistic();
    for (int i = 0; i < 1_000; i++) {
      statistic.add(i % 2, (i / 2) % 10);
    }
    assertThat(statistic.t()).isZero();
  }
}
