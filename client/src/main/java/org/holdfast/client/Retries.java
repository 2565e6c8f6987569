package org.holdfast.client;

import java.time.Duration;
import java.util.Optional;

/// How often and how patiently a request is sent again.
///
/// @param attemptsMax how often a request is sent in all
/// @param firstPause before the second time; doubled each time
/// @param pauseMax the longest pause, also where the collector asks for a longer one
public record Retries(int attemptsMax, Duration firstPause, Duration pauseMax, Pause pause) {
  /// Waits.
  @FunctionalInterface
  public interface Pause {
    void of(Duration duration) throws InterruptedException;
  }

  /// Eight times, 0.5 s, a minute.
  public static final Retries DEFAULT =
      new Retries(8, Duration.ofMillis(500), Duration.ofMinutes(1), Thread::sleep);

  Duration before(int attempt, Optional<Duration> asked) {
    Duration backOff = firstPause.multipliedBy(1L << Math.min(attempt - 1, 20));
    Duration pause = asked.orElse(backOff);
    return pause.compareTo(pauseMax) > 0 ? pauseMax : pause;
  }
}
