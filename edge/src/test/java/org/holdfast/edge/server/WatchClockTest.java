package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

final class WatchClockTest {
  private static final Duration LOOKS = Duration.ofMillis(500);

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private long now = 1_000;
  private final WatchClock clock = new WatchClock(waiting::add, () -> now, LOOKS);

  @Test
  void timeCountsWhileTheServerKeepsUp() {
    look();
    for (int i = 0; i < 10; i++) {
      runWaiting();
      now += LOOKS.toNanos();
      look();
    }
    assertThat(look()).isEqualTo(LOOKS.multipliedBy(10).toNanos());
  }

  @Test
  void timeStandsStillWhileWorkWaitsAndGoesOnAfterwards() {
    look();
    long before = look();
    for (int i = 0; i < 100; i++) {
      now += LOOKS.toNanos();
      look();
    }
    assertThat(look()).isEqualTo(before);

    runWaiting();
    now += LOOKS.toNanos();
    assertThat(look()).isEqualTo(before + LOOKS.toNanos());
  }

  @Test
  void timeForWhichTheProcessDidNotRunDoesNotCount() {
    look();
    runWaiting();
    now += Duration.ofMinutes(1).toNanos();
    assertThat(look()).isEqualTo(LOOKS.multipliedBy(2).toNanos());
  }

  private long look() {
    return clock.look();
  }

  private void runWaiting() {
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
  }
}
