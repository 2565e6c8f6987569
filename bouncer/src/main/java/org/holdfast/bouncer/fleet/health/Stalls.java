package org.holdfast.bouncer.fleet.health;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// How long this process as a whole stood still, as when the machine was given to others or memory
/// was collected: a thread that wants to run every few milliseconds notes whenever it ran much
/// later. While nothing runs here, nothing can be said of others. Thread-safe.
public final class Stalls implements AutoCloseable {
  private static final Duration STEP = Duration.ofMillis(20);
  private static final Duration USUAL = Duration.ofMillis(30);
  private static final Duration KEPT_FOR = Duration.ofMinutes(1);

  private final ConcurrentSkipListMap<Long, Long> byEnd = new ConcurrentSkipListMap<>();
  private final Thread thread;
  private volatile boolean closed;
  private final AtomicLong totalNanos = new AtomicLong();
  private final AtomicLong longestNanos = new AtomicLong();

  private Stalls() {
    this.thread = Thread.ofPlatform().daemon().name("fleet-stalls").unstarted(this::run);
  }

  public static Stalls watch() {
    Stalls stalls = new Stalls();
    stalls.thread.start();
    return stalls;
  }

  private void run() {
    long last = System.nanoTime();
    while (!closed) {
      LockSupport.parkNanos(STEP.toNanos());
      long now = System.nanoTime();
      note(now, now - last - STEP.toNanos());
      last = now;
    }
  }

  private void note(long now, long late) {
    if (late > USUAL.toNanos()) {
      byEnd.put(now, late);
      byEnd.headMap(now - KEPT_FOR.toNanos()).clear();
      totalNanos.addAndGet(late);
      longestNanos.accumulateAndGet(late, Math::max);
    }
  }

  /// What of the time between two moments of [System#nanoTime], both of the last minute, was lost.
  public long between(long from, long to) {
    long lost = 0;
    for (Map.Entry<Long, Long> stall : byEnd.tailMap(from, false).entrySet()) {
      long begin = Math.max(from, stall.getKey() - stall.getValue());
      lost += Math.max(0, Math.min(to, stall.getKey()) - begin);
    }
    return lost;
  }

  /// All that was lost since the start.
  public long totalNanos() {
    return totalNanos.get();
  }

  public long longestNanos() {
    return longestNanos.get();
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
