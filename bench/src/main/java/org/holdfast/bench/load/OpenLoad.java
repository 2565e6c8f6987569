package org.holdfast.bench.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Load that comes whether or not earlier requests were answered: so many requests per second,
/// spread over so many keep-alive connections that hardly one is still busy when its next request
/// is due. Every answer is counted with the time since its request was due; refusals also with the
/// time since it was sent, which is later where the driver itself was.
final class OpenLoad {
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
    private final Latencies accepted = new Latencies();
    private final Latencies refused = new Latencies();
    private final Latencies refusedSinceSent = new Latencies();
    private final Latencies late = new Latencies();
    private final LongAdder others = new LongAdder();
    private final LongAdder broken = new LongAdder();

    private void count(int status, boolean retryAfter, long due, long sent, long answered) {
      late.count(sent - due);
      if (status == 200) {
        accepted.count(answered - due);
      } else if (status == 503 && retryAfter) {
        refused.count(answered - due);
        refusedSinceSent.count(answered - sent);
      } else {
        others.increment();
      }
    }

    Latencies accepted() {
      return accepted;
    }

    /// 503 with `Retry-After`, since the request was due.
    Latencies refused() {
      return refused;
    }

    /// Likewise, since the driver sent it.
    Latencies refusedSinceSent() {
      return refusedSinceSent;
    }

    /// How long after it was due the driver sent each request.
    Latencies late() {
      return late;
    }

    /// Neither 200 nor 503 with `Retry-After`.
    long others() {
      return others.sum();
    }

    /// Not answered at all.
    long broken() {
      return broken.sum();
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
        byte[] bytes = request.numbered(measurements.incrementAndGet());
        long sent = System.nanoTime();
        int status = connection.exchange(bytes);
        answers.count(status, connection.saidRetryAfter(), due, sent, System.nanoTime());
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
