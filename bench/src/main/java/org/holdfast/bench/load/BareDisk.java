package org.holdfast.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// What a [RawLog] on the same disk needs at a fixed rate: the part of a durable answer's latency
/// that no server can take away.
final class BareDisk {
  private BareDisk() {}

  /// Appends `perSecond` records of `bytes`, each durable before it counts; latencies are counted
  /// from when an append was due. At most 256 wait at once.
  static LoadResult pace(Path directory, int bytes, double perSecond, Duration duration)
      throws IOException, InterruptedException {
    Path file = directory.resolve("bare-disk.log");
    byte[] record = new byte[bytes];
    int appends = (int) (perSecond * duration.toNanos() / 1e9);
    long[] latencies = new long[appends];
    Semaphore waiting = new Semaphore(256);
    long start = System.nanoTime();
    try (RawLog log = RawLog.open(file);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < appends; i++) {
        int append = i;
        long due = start + (long) (i * 1e9 / perSecond);
        for (long rest = due - System.nanoTime(); rest > 0; rest = due - System.nanoTime()) {
          LockSupport.parkNanos(rest);
        }
        waiting.acquire();
        var unused =
            threads.submit(
                () -> {
                  try {
                    log.append(record);
                    latencies[append] = System.nanoTime() - due;
                  } catch (InterruptedException | ExecutionException e) {
                    throw new IllegalStateException(e);
                  } finally {
                    waiting.release();
                  }
                });
      }
      threads.shutdown();
      if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IOException("the disk did not sync within a minute");
      }
    } finally {
      Files.deleteIfExists(file);
    }
    return new LoadResult(Duration.ofNanos(System.nanoTime() - start), latencies, 0);
  }
}
