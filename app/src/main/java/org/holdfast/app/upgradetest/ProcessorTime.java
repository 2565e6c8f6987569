package org.holdfast.app.upgradetest;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How much of a processor each process of a test has had, so that a figure can be told from one
/// that a busy machine made. Not thread-safe.
final class ProcessorTime {
  private final Map<Long, Duration> before = new HashMap<>();
  private long askedAt = System.nanoTime();

  /// As in `load 41%, server 123 66%`, in percent of one processor.
  String sinceLastAsked(List<ProcessHandle> servers) {
    long now = System.nanoTime();
    double seconds = (now - askedAt) / 1e9;
    askedAt = now;
    String load = "load " + percent(ProcessHandle.current(), seconds);
    return servers.stream()
        .map(server -> "server " + server.pid() + " " + percent(server, seconds))
        .collect(Collectors.joining(", ", load + ", ", ""));
  }

  private String percent(ProcessHandle process, double seconds) {
    Duration total = process.info().totalCpuDuration().orElse(Duration.ZERO);
    Duration last = before.getOrDefault(process.pid(), Duration.ZERO);
    before.put(process.pid(), total);
    return "%.0f%%".formatted(total.minus(last).toMillis() / seconds / 10);
  }
}
