package org.holdfast.edge.server;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.edge.Refusal;

/// Bounds the bytes of request bodies that all requests together hold in memory. Thread-safe.
final class HeldBytes {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final long max;
  private final AtomicLong held = new AtomicLong();

  HeldBytes(long max) {
    this.max = max;
  }

  long now() {
    return held.get();
  }

  Share open() {
    return new Share();
  }

  /// What one request holds; closing gives all of it back. For one thread.
  final class Share implements AutoCloseable {
    private long bytes;

    /// Call before allocating.
    ///
    /// @throws org.holdfast.edge.RefusedException 503 if that would be too much
    void take(long more) {
      if (held.addAndGet(more) > max) {
        held.addAndGet(-more);
        throw Refusal.unavailable(
                "too many request bodies are in memory, nothing was kept",
                "body-memory",
                RETRY_AFTER)
            .asException();
      }
      bytes += more;
    }

    void giveBack(long fewer) {
      held.addAndGet(-fewer);
      bytes -= fewer;
    }

    @Override
    public void close() {
      giveBack(bytes);
    }
  }
}
