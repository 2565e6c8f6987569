package org.holdfast.bench.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Load that comes whether or not earlier requests were answered: so many requests per second,
/// spread over so many keep-alive connections that hardly one is still busy when its next request
/// is due. Every answer is counted with the time since its request was due.
final class OpenLoad {
  /// An answer later than this counts as this late.
  private static final int MILLIS_MAX = 60_000;

  private final URI server;
  private final SubmissionTemplate template;
  private final int connections;
  private final AtomicLong measurements;

  /// @param firstNumber of the measurements; no two loads may send the same
  OpenLoad(URI server, SubmissionTemplate template, int connections, long firstNumber) {
    this.server = server;
    this.template = template;
    this.connections = connections;
    this.measurements = new AtomicLong(firstNumber);
  }

  /// What came back.
  static final class Answers {
    private final AtomicLongArray acceptedByMillis = new AtomicLongArray(MILLIS_MAX + 1);
    private final AtomicLongArray refusedByMillis = new AtomicLongArray(MILLIS_MAX + 1);
    private final LongAdder others = new LongAdder();
    private final LongAdder broken = new LongAdder();

    private void count(int status, boolean retryAfter, long nanos) {
      int millis = (int) Math.min(MILLIS_MAX, nanos / 1_000_000);
      if (status == 200) {
        acceptedByMillis.incrementAndGet(millis);
      } else if (status == 503 && retryAfter) {
        refusedByMillis.incrementAndGet(millis);
      } else {
        others.increment();
      }
    }

    long accepted() {
      return sum(acceptedByMillis, MILLIS_MAX);
    }

    long refused() {
      return sum(refusedByMillis, MILLIS_MAX);
    }

    long refusedWithin(int millis) {
      return sum(refusedByMillis, millis - 1);
    }

    /// Neither 200 nor 503 with `Retry-After`.
    long others() {
      return others.sum();
    }

    /// Not answered at all.
    long broken() {
      return broken.sum();
    }

    int acceptedMillis(double share) {
      return percentile(acceptedByMillis, share);
    }

    int refusedMillis(double share) {
      return percentile(refusedByMillis, share);
    }

    private static long sum(AtomicLongArray counts, int last) {
      long sum = 0;
      for (int i = 0; i <= last; i++) {
        sum += counts.get(i);
      }
      return sum;
    }

    private static int percentile(AtomicLongArray counts, double share) {
      long wanted = Math.round(sum(counts, MILLIS_MAX) * share);
      long seen = 0;
      for (int millis = 0; millis <= MILLIS_MAX; millis++) {
        seen += counts.get(millis);
        if (seen >= wanted) {
          return millis;
        }
      }
      return MILLIS_MAX;
    }
  }

  /// Returns when the last request has its answer.
  Answers run(double perSecond, Duration duration) {
    Answers answers = new Answers();
    long interval = (long) (connections * 1e9 / perSecond);
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < connections; i++) {
        long firstDue = start + (long) (i * 1e9 / perSecond);
        threads.execute(() -> drive(firstDue, end, interval, answers));
      }
    }
    return answers;
  }

  private void drive(long firstDue, long end, long interval, Answers answers) {
    SubmissionTemplate.Copy request = template.copy();
    @Nullable KeepAliveConnection connection = null;
    for (long due = firstDue; due < end; due += interval) {
      for (long rest = due - System.nanoTime(); rest > 0; rest = due - System.nanoTime()) {
        LockSupport.parkNanos(rest);
      }
      try {
        if (connection == null) {
          connection = KeepAliveConnection.open(server);
        }
        int status = connection.exchange(request.numbered(measurements.incrementAndGet()));
        answers.count(status, connection.saidRetryAfter(), System.nanoTime() - due);
      } catch (IOException e) {
        answers.broken.increment();
        connection = null;
      }
    }
    close(connection);
  }

  private static void close(@Nullable KeepAliveConnection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (IOException e) {
      // It is of no use any more.
    }
  }
}
