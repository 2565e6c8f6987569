package org.holdfast.edge.server;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks again and again whose time is over: connections past a deadline, and sources that have
/// none open any more.
final class ConnectionSweeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConnectionSweeper.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("connection-sweeper").factory());

  private ConnectionSweeper() {}

  static ConnectionSweeper start(Iterable<ServedListener> listeners) {
    ConnectionSweeper sweeper = new ConnectionSweeper();
    for (ServedListener listener : listeners) {
      long period = listener.watch().betweenSweeps().toMillis();
      var _ =
          sweeper.thread.scheduleWithFixedDelay(
              () -> sweep(listener), period, period, TimeUnit.MILLISECONDS);
    }
    return sweeper;
  }

  /// Looks once, now.
  static void sweep(ServedListener listener) {
    try {
      listener.watch().sweep();
      listener.caps().sweep();
    } catch (RuntimeException e) {
      // Thrown on, it would end the sweeping for good.
      log.error("connections of listener {} cannot be swept", listener.connector().getName(), e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
