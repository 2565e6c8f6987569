package org.holdfast.bench.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;

/// What this process has used of the processors, in nanoseconds, in all and by the names of its
/// living platform threads.
///
/// @param wall by the clock, from any origin
record ProcessorTime(long wall, long process, Map<String, Long> threads) {

  static ProcessorTime now() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Map<String, Long> times = new HashMap<>();
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null) {
        times.merge(
            thread.getThreadName(),
            Math.max(0, threads.getThreadCpuTime(thread.getThreadId())),
            Long::sum);
      }
    }
    return new ProcessorTime(System.nanoTime(), processTime(), times);
  }

  private static long processTime() {
    return switch (ManagementFactory.getOperatingSystemMXBean()) {
      case com.sun.management.OperatingSystemMXBean system -> system.getProcessCpuTime();
      case Object other -> throw new IllegalStateException("no processor times from " + other);
    };
  }

  ProcessorTime since(ProcessorTime before) {
    Map<String, Long> spent = new HashMap<>();
    threads.forEach((name, time) -> spent.put(name, time - before.threads.getOrDefault(name, 0L)));
    return new ProcessorTime(wall - before.wall, process - before.process, spent);
  }

  double wallSeconds() {
    return wall / 1e9;
  }

  double processSeconds() {
    return process / 1e9;
  }

  /// The time of threads of this name.
  double seconds(String thread) {
    return threads.getOrDefault(thread, 0L) / 1e9;
  }
}
