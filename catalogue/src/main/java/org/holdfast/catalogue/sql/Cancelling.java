package org.holdfast.catalogue.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends readings of several statements when their common time is over: looks at each ten times a
/// second, and has the server cancel whatever statement runs then.
final class Cancelling {
  private static final Logger LOG = LoggerFactory.getLogger(Cancelling.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final ScheduledThreadPoolExecutor thread;

  Cancelling() {
    thread =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("catalogue-bound").factory());
    thread.setRemoveOnCancelPolicy(true);
    thread.setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
    thread.allowCoreThreadTimeOut(true);
  }

  /// Begins to watch what a connection does, until what is returned is closed.
  Watched watch(PGConnection connection, BooleanSupplier expired) {
    return new Watched(connection, expired);
  }

  /// A reading under way.
  final class Watched implements AutoCloseable {
    private final PGConnection connection;
    private final BooleanSupplier expired;
    private final ScheduledFuture<?> looks;
    private boolean done;

    private Watched(PGConnection connection, BooleanSupplier expired) {
      this.connection = connection;
      this.expired = expired;
      long pause = BETWEEN_LOOKS.toMillis();
      this.looks = thread.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
    }

    /// Never while [#close] lets the connection go to somebody else.
    private synchronized void look() {
      if (!done && expired.getAsBoolean()) {
        try {
          connection.cancelQuery();
        } catch (SQLException e) {
          LOG.debug("a statement could not be cancelled; its own time bound remains", e);
        }
      }
    }

    @Override
    public synchronized void close() {
      done = true;
      boolean unused = looks.cancel(false);
    }
  }
}
