package org.holdfast.bench.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Drives a server over keep-alive connections, each with its own thread: as fast as answers come,
/// or at a fixed rate with latencies counted from when a request was due rather than from when it
/// was sent, so that a stall is not hidden by the requests it held back.
final class LoadDriver {
  private final URI server;
  private final SubmissionTemplate template;
  private final int connections;
  private final AtomicLong measurements =
      new AtomicLong(System.nanoTime() % 1_000_000_000_000_000L);

  LoadDriver(URI server, SubmissionTemplate template, int connections) {
    this.server = server;
    this.template = template;
    this.connections = connections;
  }

  /// As fast as the server answers.
  LoadResult saturate(Duration duration) throws IOException, InterruptedException {
    return run(duration, 0);
  }

  /// `perSecond` requests, evenly spread over the connections.
  LoadResult pace(double perSecond, Duration duration) throws IOException, InterruptedException {
    return run(duration, (long) (connections * 1e9 / perSecond));
  }

  private LoadResult run(Duration duration, long intervalNanos)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    List<Future<Series>> running = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(connections)) {
      for (int i = 0; i < connections; i++) {
        long firstDue = start + intervalNanos * i / connections;
        running.add(threads.submit(() -> drive(firstDue, end, intervalNanos)));
      }
    }
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    return join(running, taken);
  }

  private Series drive(long firstDue, long end, long intervalNanos) {
    Series series = new Series();
    SubmissionTemplate.Copy request = template.copy();
    @Nullable KeepAliveConnection connection = null;
    long due = firstDue;
    while (System.nanoTime() < end) {
      waitUntil(due, intervalNanos);
      long from = intervalNanos == 0 ? System.nanoTime() : due;
      try {
        if (connection == null) {
          connection = KeepAliveConnection.open(server);
        }
        int status = connection.exchange(request.numbered(measurements.incrementAndGet()));
        series.add(status == 200 ? System.nanoTime() - from : -1);
      } catch (IOException e) {
        series.add(-1);
        connection = null;
      }
      due += intervalNanos;
    }
    return series;
  }

  private static void waitUntil(long due, long intervalNanos) {
    if (intervalNanos == 0) {
      return;
    }
    for (long rest = due - System.nanoTime(); rest > 0; rest = due - System.nanoTime()) {
      LockSupport.parkNanos(rest);
    }
  }

  private static LoadResult join(List<Future<Series>> running, Duration taken)
      throws InterruptedException {
    long[] all = new long[0];
    long failures = 0;
    for (Future<Series> future : running) {
      Series series;
      try {
        series = future.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a connection's thread failed", e.getCause());
      }
      long[] more = Arrays.copyOf(all, all.length + series.size);
      System.arraycopy(series.latencies, 0, more, all.length, series.size);
      all = more;
      failures += series.failures;
    }
    return new LoadResult(taken, all, failures);
  }

  /// The latencies one connection saw.
  private static final class Series {
    private long[] latencies = new long[4096];
    private int size;
    private long failures;

    void add(long latency) {
      if (latency < 0) {
        failures++;
        return;
      }
      if (size == latencies.length) {
        latencies = Arrays.copyOf(latencies, size * 2);
      }
      latencies[size++] = latency;
    }
  }
}
