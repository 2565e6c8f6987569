package org.holdfast.edge.server;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/// Time as it counts against clients: it stands still while the server is behind with its own work.
///
/// A server that has just taken over compiles its code and shakes hundreds of hands at once; what a
/// client has sent then lies unread for longer than a deadline allows, through no fault of the
/// client's. How far the server is behind is seen from a task that does nothing: it waits among all
/// that serve connections until it is run.
///
/// [#look] belongs to one thread.
final class WatchClock {
  /// A task that waits for longer means that the server is behind.
  private static final Duration PROMPT = Duration.ofMillis(250);

  private final Executor executor;
  private final LongSupplier nanos;
  private final Duration betweenLooks;
  private long counted;
  private long lastLook;
  private long taskSince;
  private volatile boolean taskDone = true;

  /// @param executor runs what serves connections
  /// @param nanos as [System#nanoTime()]
  /// @param betweenLooks how often [#look] is called; when it comes much later, this process was
  ///   not running
  WatchClock(Executor executor, LongSupplier nanos, Duration betweenLooks) {
    this.executor = executor;
    this.nanos = nanos;
    this.betweenLooks = betweenLooks;
    this.lastLook = nanos.getAsLong();
    this.taskSince = lastLook;
  }

  /// The nanoseconds that have counted so far.
  long look() {
    long now = nanos.getAsLong();
    boolean isPrompt = taskDone || now - taskSince < PROMPT.toNanos();
    if (isPrompt) {
      counted += Math.min(now - lastLook, 2 * betweenLooks.toNanos());
    }
    lastLook = now;
    if (taskDone) {
      taskDone = false;
      taskSince = now;
      start();
    }
    return counted;
  }

  private void start() {
    try {
      executor.execute(() -> taskDone = true);
    } catch (RejectedExecutionException e) {
      // The server has stopped, or is behind as far as it can be.
      taskDone = true;
    }
  }
}
