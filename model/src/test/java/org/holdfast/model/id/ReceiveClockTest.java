package org.holdfast.model.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("receive times strictly increase within a process")
class ReceiveClockTest {
  private static final Instant START = Instant.parse("2026-08-21T09:10:12.000001Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final ReceiveClock clock = new ReceiveClock(clockOf(now));

  private static Clock clockOf(AtomicReference<Instant> now) {
    InstantSource source = now::get;
    return source.withZone(ZoneOffset.UTC);
  }

  @Test
  void timeIsThatOfTheClockToTheMicrosecond() {
    now.set(START.plusNanos(1_999));

    assertThat(clock.next()).isEqualTo(START.plusNanos(1_000));
  }

  @Test
  void standingClockGivesOneMicrosecondAfterTheOther() {
    assertThat(List.of(clock.next(), clock.next(), clock.next()))
        .containsExactly(START, START.plusNanos(1_000), START.plusNanos(2_000));
  }

  @Test
  void clockThatJumpsBackIsNotFollowed() {
    Instant before = clock.next();
    now.set(START.minusSeconds(3_600));
    Instant after = clock.next();
    now.set(START.plusSeconds(1));

    assertThat(after).isEqualTo(before.plusNanos(1_000));
    assertThat(clock.next()).isEqualTo(START.plusSeconds(1));
  }

  @Test
  void manyThreadsNeverGetTheSameTime() throws Exception {
    int threads = 8;
    int each = 10_000;
    List<Callable<List<Instant>>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      tasks.add(() -> Stream.generate(clock::next).limit(each).toList());
    }
    List<Instant> all = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (Future<List<Instant>> result : executor.invokeAll(tasks)) {
        assertThat(result.get()).isSorted();
        all.addAll(result.get());
      }
    }

    assertThat(all).doesNotHaveDuplicates().hasSize(threads * each);
  }
}
