package org.holdfast.testkit.crash;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.probe.ProbeCrowd;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.traffic.Workload;
import org.holdfast.testkit.wire.Target;

/// What probes hand in while servers live and die: what is not answered they try again.
final class HandingIn implements AutoCloseable {
  private final History history;
  private final Duration patience;
  private final ExecutorService probes = Executors.newVirtualThreadPerTaskExecutor();
  private CompletableFuture<List<Measurement>> left = CompletableFuture.completedFuture(List.of());

  /// @param history where it is written down what they were told
  HandingIn(History history, Duration patience) {
    this.history = history;
    this.patience = patience;
  }

  /// Lets probes of every generation begin, one after the other: the same order of operations each
  /// time, as far as that goes.
  ///
  /// @param seed of the measurements
  void begin(Target open, long seed) {
    Workload workload = Workload.mixed(seed, Instant.now().minus(Duration.ofDays(1)), 1, 2);
    ProbeCrowd crowd = new ProbeCrowd(open, history, Clock.systemUTC(), 1, patience);
    left =
        CompletableFuture.supplyAsync(
            () -> {
              List<Measurement> unanswered = new ArrayList<>(crowd.handIn(workload.runs()));
              unanswered.addAll(crowd.handIn(workload.repetitions()));
              return unanswered;
            },
            probes);
  }

  /// Whether they have come to their end, answered or not.
  boolean isDone() {
    return left.isDone();
  }

  /// Whether they have, and nothing was left without an answer.
  boolean isAnswered() {
    return left.isDone() && left.join().isEmpty();
  }

  /// Waits until they have come to their end.
  void await() {
    left.join();
  }

  @Override
  public void close() {
    probes.shutdownNow();
  }
}
