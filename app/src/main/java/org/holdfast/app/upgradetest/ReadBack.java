package org.holdfast.app.upgradetest;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;

/// Compares what was acknowledged with what can be read when all is over.
///
/// @param lost acknowledged, and not to be read under its uid byte for byte as it was sent
/// @param duplicated published beyond what was acknowledged and what was never answered
record ReadBack(long lost, long duplicated) {
  private static final Duration AT_REST_WITHIN = Duration.ofMinutes(5);
  private static final int AT_ONCE = 16;
  private static final int TRIES = 3;

  static ReadBack of(Tally tally, Target open, Target admin)
      throws IOException, InterruptedException {
    double published = awaitRest(admin);
    AtomicLong lost = new AtomicLong();
    Semaphore free = new Semaphore(AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Map.Entry<String, Sha256> promise : tally.acknowledged().entrySet()) {
        free.acquire();
        threads.execute(
            () -> {
              try {
                if (!isThere(open, promise.getKey(), promise.getValue())) {
                  lost.incrementAndGet();
                }
              } finally {
                free.release();
              }
            });
      }
    }
    long expectedMax = tally.acknowledged().size() + tally.resets();
    return new ReadBack(lost.get(), Math.max(0, (long) published - expectedMax));
  }

  /// Waits until the pipeline has seen everything; how many measurements are published then.
  private static double awaitRest(Target admin) throws IOException, InterruptedException {
    long end = System.nanoTime() + AT_REST_WITHIN.toNanos();
    while (System.nanoTime() - end < 0) {
      PrometheusText metrics = PrometheusText.scrape(admin);
      if (metrics.has("holdfast_ledger_in_journal")
          && metrics.sum("holdfast_ledger_in_journal") == 0) {
        return metrics.sum("holdfast_ledger_published");
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    throw new IOException("the pipeline did not come to rest within " + AT_REST_WITHIN);
  }

  private static boolean isThere(Target open, String uid, Sha256 body) {
    WireRequest request =
        WireRequest.of("GET", "/api/v1/measurement/" + uid + "/body")
            .header("Host", open.authority());
    for (int i = 0; i < TRIES; i++) {
      try {
        Answer answer = WireConnection.once(open, request);
        if (answer.status() == 200) {
          return Sha256.of(answer.inflated().body()).equals(body);
        }
        if (answer.status() == 404) {
          return false;
        }
      } catch (IOException e) {
        // Too much at once for this machine; the next try may get through.
      }
    }
    return false;
  }
}
