package org.holdfast.app.upgradetest;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;

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
    Map<String, Sha256> promises = tally.acknowledged();
    Queue<Map.Entry<String, Sha256>> left = new ConcurrentLinkedQueue<>(promises.entrySet());
    AtomicLong lost = new AtomicLong();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        WireLane lane = new WireLane("read back", open, true)) {
      for (int i = 0; i < AT_ONCE; i++) {
        threads.execute(() -> lost.addAndGet(lost(left, lane)));
      }
      threads.close();
    }
    long expectedMax = promises.size() + tally.resets();
    return new ReadBack(lost.get(), Math.max(0, (long) published - expectedMax));
  }

  /// Asks for one after another until none is left; how many of those were not there.
  private static long lost(Queue<Map.Entry<String, Sha256>> left, WireLane lane) {
    long lost = 0;
    for (var promise = left.poll(); promise != null; promise = left.poll()) {
      lost += isThere(lane, promise.getKey(), promise.getValue()) ? 0 : 1;
    }
    return lost;
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

  private static boolean isThere(WireLane lane, String uid, Sha256 body) {
    for (int i = 0; i < TRIES; i++) {
      try {
        Answer answer = lane.get("/api/v1/measurement/" + uid + "/body");
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
