package org.holdfast.pipeline.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.retries.api.BackoffStrategy;

final class S3PausesTest {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final int DRAWS = 500;

  @ParameterizedTest
  @CsvSource({"2, 200", "3, 400", "4, 800", "9, 4000", "40, 4000"})
  @DisplayName("those whom a store sent away together come back at any time up to a bound")
  void pausesAreSpreadOverAllTheTimeUpToABoundThatDoubles(int attempt, long boundMillis) {
    BackoffStrategy pauses = S3Requests.pauses(FIRST);
    List<Long> millis =
        IntStream.range(0, DRAWS).mapToObj(_ -> pauses.computeDelay(attempt).toMillis()).toList();

    assertThat(millis).allMatch(pause -> pause >= 0 && pause <= boundMillis);
    for (int quarter = 0; quarter < 4; quarter++) {
      long from = boundMillis * quarter / 4;
      long to = boundMillis * (quarter + 1) / 4;
      assertThat(millis).anyMatch(pause -> pause >= from && pause < to);
    }
  }
}
