package org.holdfast.catalogue.sql;

import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.holdfast.catalogue.CatalogueUnavailableException;
import org.holdfast.catalogue.QueryTooExpensiveException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// Runs readings under the time bound of D41, on a few platform threads of their own: SQLite runs
/// in native code, where a virtual thread would hold on to its carrier, and two long searches could
/// then keep a small machine from acknowledging anything.
final class BoundedReadings implements AutoCloseable {
  private final Jdbi jdbi;
  private final Dialect dialect;
  private final Duration bound;
  private final ThreadPoolExecutor threads;

  private BoundedReadings(Jdbi jdbi, Dialect dialect, Duration bound, ThreadPoolExecutor threads) {
    this.jdbi = jdbi;
    this.dialect = dialect;
    this.bound = bound;
    this.threads = threads;
  }

  static BoundedReadings start(Jdbi jdbi, Dialect dialect, SqlCatalogueOptions options) {
    var threads =
        new ThreadPoolExecutor(
            options.readers(),
            options.readers(),
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(options.waitingReadings()),
            Thread.ofPlatform().daemon().name("catalogue-reader-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
    return new BoundedReadings(jdbi, dialect, options.queryBound(), threads);
  }

  /// @throws QueryTooExpensiveException if it ran longer than the bound
  /// @throws CatalogueUnavailableException if it found no free reader within the bound
  <T> T read(Function<Handle, T> reading) {
    var abandoned = new AtomicBoolean();
    long asked = System.nanoTime();
    try {
      Future<T> result = threads.submit(() -> run(reading, asked, abandoned));
      return result.get();
    } catch (RejectedExecutionException e) {
      throw new CatalogueUnavailableException("too many readings are waiting, or it is closed");
    } catch (InterruptedException e) {
      abandoned.set(true);
      Thread.currentThread().interrupt();
      throw new CatalogueUnavailableException("interrupted while reading", e);
    } catch (ExecutionException e) {
      throw rethrown(requireNonNullElse(e.getCause(), e));
    }
  }

  private <T> T run(Function<Handle, T> reading, long asked, AtomicBoolean abandoned)
      throws Exception {
    long started = System.nanoTime();
    if (started - asked > Math.max(bound.toNanos(), TimeUnit.SECONDS.toNanos(1))) {
      throw new CatalogueUnavailableException("no reader was free in time");
    }
    BooleanSupplier expired =
        () -> abandoned.get() || System.nanoTime() - started > bound.toNanos();
    for (int lost = 0; ; lost++) {
      // A connection that cannot be had is no lost connection: the next one would not do better.
      Handle handle = jdbi.open();
      try (handle) {
        return dialect.bounded(handle.getConnection(), expired, () -> reading.apply(handle));
      } catch (RuntimeException e) {
        // After a fail-over every connection of the pool is found broken once.
        boolean worthwhile =
            lost < threads.getMaximumPoolSize()
                && !expired.getAsBoolean()
                && dialect.isLostConnection(e);
        if (!worthwhile) {
          throw e;
        }
      }
    }
  }

  private RuntimeException rethrown(Throwable failure) {
    if (dialect.isStopped(failure)) {
      return new QueryTooExpensiveException(bound);
    }
    return switch (failure) {
      case CatalogueUnavailableException unavailable -> unavailable;
      case Error error -> throw error;
      default -> new CatalogueUnavailableException("the catalogue could not be read", failure);
    };
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(bound.toMillis() + 1_000, TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
