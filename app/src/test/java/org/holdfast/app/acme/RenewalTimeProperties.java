package org.holdfast.app.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RenewalTimeProperties {
  private static final Instant FROM = Instant.parse("2026-11-22T00:00:00Z");

  @Property
  void renewalIsAtTwoThirdsOfLifeGiveOrTakeAThirtieth(
      @ForAll long seed, @ForAll @IntRange(min = 60, max = 200_000_000) int lifeSeconds) {
    Duration life = Duration.ofSeconds(lifeSeconds);
    Instant at = RenewalTime.between(FROM, FROM.plus(life), new Random(seed));

    assertThat(at)
        .isBetween(
            FROM.plusMillis(life.toMillis() * 19 / 30 - 1),
            FROM.plusMillis(life.toMillis() * 21 / 30 + 1));
  }

  /// So that those enrolled together do not ask together.
  @Property
  void renewalsOfOneCertificateAreSpreadOverThatTime(@ForAll long seed) {
    Random random = new Random(seed);
    Duration life = Duration.ofDays(90);
    LongSummaryStatistics days =
        LongStream.range(0, 200)
            .map(
                _ ->
                    Duration.between(FROM, RenewalTime.between(FROM, FROM.plus(life), random))
                        .toDays())
            .summaryStatistics();

    assertThat(days.getMin()).isEqualTo(57);
    assertThat(days.getMax()).isEqualTo(62);
  }

  @Property
  void pauseAfterFailuresGrowsFromAMinuteToAnHourAtMost(
      @ForAll long seed, @ForAll @IntRange(min = 1) int failures) {
    assertThat(Backoff.after(failures, new Random(seed)))
        .isBetween(Duration.ofSeconds(45), Duration.ofHours(1));
  }
}
