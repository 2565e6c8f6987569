package org.holdfast.journal.segment;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.holdfast.journal.Records;
import org.holdfast.model.envelope.JournalRecord;

/// How many 20 KB records per second 64 threads append that each wait for durability. Run by hand:
/// `AppendSpeed <directory> <seconds> [raw]`; `raw` writes the same bytes with one thread and a
/// sync for each 64 records and nothing else.
final class AppendSpeed {
  private static final int THREADS = 64;
  private static final int BODY_BYTES = 20_000;

  private AppendSpeed() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    Duration time = Duration.ofSeconds(Long.parseLong(arguments[1]));
    boolean raw = arguments.length > 2;
    for (int round = 0; round < 5; round++) {
      long cpu = cpuNanos();
      long start = System.nanoTime();
      long records = raw ? raw(directory, time) : journal(directory, time);
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          "%.0f records/s, %.1f us of CPU each%n",
          records / seconds, (cpuNanos() - cpu) / 1e3 / records);
      Disk disk = new LocalDisk();
      for (String name : disk.list(directory)) {
        disk.delete(directory.resolve(name));
      }
    }
  }

  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static long journal(Path directory, Duration time) throws Exception {
    JournalRecord record = new Records(Clock.systemUTC(), 1).measurement(BODY_BYTES);
    long end = System.nanoTime() + time.toNanos();
    long total = 0;
    try (SegmentJournal journal =
            SegmentJournal.open(
                directory,
                SegmentOptions.DEFAULTS,
                Clock.systemUTC(),
                new SimpleMeterRegistry(),
                cause -> {});
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        counts.add(
            executor.submit(
                () -> {
                  long count = 0;
                  while (System.nanoTime() < end) {
                    journal.append(record).join();
                    count++;
                  }
                  return count;
                }));
      }
      for (Future<Long> count : counts) {
        total += count.get();
      }
    }
    return total;
  }

  private static long raw(Path directory, Duration time) throws Exception {
    Disk disk = new LocalDisk();
    disk.createDirectories(directory);
    ByteBuffer batch = ByteBuffer.allocateDirect(THREADS * BODY_BYTES);
    long end = System.nanoTime() + time.toNanos();
    long total = 0;
    for (int number = 0; System.nanoTime() < end; number++) {
      Path path = directory.resolve("raw." + number);
      disk.delete(path);
      try (DiskFile file = disk.create(path)) {
        for (long at = 0; at < SegmentOptions.DEFAULTS.segmentBytes(); at += batch.capacity()) {
          file.write(batch.clear(), at);
          file.force();
          total += THREADS;
        }
      }
    }
    return total;
  }
}
