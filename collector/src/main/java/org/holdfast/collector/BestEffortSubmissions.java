package org.holdfast.collector;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks other [KnownSubmissions] without ever letting them delay or fail an acknowledgement (P73,
/// P74): an answer is waited for only so long, errors count as "not known", and after either nobody
/// is asked for a while. Look-ups run on a few platform threads of their own, because a driver
/// stuck in native code would otherwise hold the carriers of all virtual threads.
final class BestEffortSubmissions {
  private static final Logger LOG = LoggerFactory.getLogger(BestEffortSubmissions.class);
  private static final int THREADS = 4;
  private static final int WAITING_MAX = 256;
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final KnownSubmissions known;
  private final Duration patience;
  private final Clock clock;
  private final ExecutorService threads = newThreads();
  private final AtomicReference<Instant> pausedUntil = new AtomicReference<>(Instant.MIN);

  /// @param patience the longest an answer is waited for
  BestEffortSubmissions(KnownSubmissions known, Duration patience, Clock clock) {
    this.known = known;
    this.patience = patience;
    this.clock = clock;
  }

  Optional<MeasurementUid> find(Sha256 identity) throws InterruptedException {
    if (clock.instant().isBefore(pausedUntil.get())) {
      return Optional.empty();
    }
    Future<Optional<MeasurementUid>> answer;
    try {
      answer = threads.submit(() -> known.find(identity));
    } catch (RejectedExecutionException e) {
      return Optional.empty();
    }
    try {
      return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      pause("did not answer within " + patience.toMillis() + " ms");
    } catch (ExecutionException e) {
      pause("failed: " + e.getCause());
    }
    return Optional.empty();
  }

  private void pause(String why) {
    Instant before = pausedUntil.getAndSet(clock.instant().plus(PAUSE));
    if (before.isBefore(clock.instant())) {
      LOG.warn(
          "The look-up of earlier submissions {}; going on without it for {} s",
          why,
          PAUSE.toSeconds());
    }
  }

  /// The threads end by themselves when there is nothing to ask, so there is nothing to close.
  private static ExecutorService newThreads() {
    var pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_MAX),
            Thread.ofPlatform().daemon().name("known-submissions-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
