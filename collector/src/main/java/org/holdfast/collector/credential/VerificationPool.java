package org.holdfast.collector.credential;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.holdfast.edge.admission.Precedence;
import org.holdfast.edge.admission.Turn;

/// The threads that verify proofs, so that arithmetic never takes the processors from those who
/// acknowledge. What waits is bounded in number and in the bytes it keeps in memory.
///
/// | gauge | meaning |
/// |---|---|
/// | `holdfast.credentials.verifications.waiting` | proofs nobody has begun with |
public final class VerificationPool implements AutoCloseable {
  /// A request that waits keeps its place at the door; most places are for those that need none of
  /// this.
  private static final int AWAITED_MAX = 32;

  /// Of the heap; what is held for verification must never be what ends the process.
  private static final int HEAP_SHARE = 8;

  private final Semaphore awaiting = new Semaphore(AWAITED_MAX);
  private final ThreadPoolExecutor threads;
  private final Options options;
  private final AtomicLong heldBytes = new AtomicLong();

  /// The limits of a pool.
  ///
  /// @param threads how many proofs are verified at once
  /// @param patience how long a request waits for its proof before it goes on without
  /// @param waitingMax how many proofs may wait
  /// @param heldBytesMax how many bytes of measurements are kept in memory for them
  public record Options(int threads, Duration patience, int waitingMax, long heldBytesMax) {
    /// Half of the processors, 2 s, 2048 proofs, 128 MiB or an eighth of the heap.
    public static final Options DEFAULT =
        new Options(
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
            Duration.ofSeconds(2),
            2048,
            Math.min(128L << 20, Runtime.getRuntime().maxMemory() / HEAP_SHARE));
  }

  public VerificationPool(Options options, MeterRegistry meters) {
    this.options = options;
    this.threads =
        new ThreadPoolExecutor(
            options.threads(),
            options.threads(),
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(options.waitingMax()),
            VerificationPool::thread);
    threads.allowCoreThreadTimeOut(true);
    Gauge.builder("holdfast.credentials.verifications.waiting", threads, t -> t.getQueue().size())
        .strongReference(true)
        .register(meters);
  }

  private static Thread thread(Runnable work) {
    return Thread.ofPlatform()
        .daemon()
        .name("verification")
        .unstarted(
            () -> {
              Precedence.giveWay();
              work.run();
            });
  }

  /// Begins with work as soon as there is a thread for it.
  ///
  /// @param bytes how much memory it holds until it is done
  /// @return empty if too much waits already
  <T> Optional<CompletableFuture<T>> begin(long bytes, Supplier<T> work) {
    if (heldBytes.addAndGet(bytes) > options.heldBytesMax()) {
      heldBytes.addAndGet(-bytes);
      return Optional.empty();
    }
    try {
      CompletableFuture<T> result = CompletableFuture.supplyAsync(work, threads);
      return Optional.of(result.whenComplete((value, failure) -> heldBytes.addAndGet(-bytes)));
    } catch (RejectedExecutionException e) {
      heldBytes.addAndGet(-bytes);
      return Optional.empty();
    }
  }

  /// Waits for work as long as a request may, and as long as not too many do.
  ///
  /// @return empty if it is not done then; it goes on
  <T> Optional<T> await(CompletableFuture<T> work) throws InterruptedException {
    if (!awaiting.tryAcquire()) {
      return Optional.empty();
    }
    try (Turn.Aside _ = Turn.aside()) {
      return Optional.of(work.get(options.patience().toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a verification failed", e.getCause());
    } finally {
      awaiting.release();
    }
  }

  /// Gives up what waits: its measurements are stored, their verdict stays pending.
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
