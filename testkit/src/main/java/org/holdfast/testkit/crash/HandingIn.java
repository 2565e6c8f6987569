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
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.traffic.MeasurementMaker;
import org.holdfast.testkit.traffic.ProbeRun;
import org.holdfast.testkit.traffic.Workload;
import org.holdfast.testkit.wire.Target;

/// What probes hand in while servers live and die: what is not answered they try again.
final class HandingIn implements AutoCloseable {
  private static final int AT_ONCE = 4;

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
  /// time, as far as that goes. At last some come at once, so that records are committed together.
  ///
  /// @param seed of the measurements
  void begin(Target open, long seed) {
    Instant start = Instant.now().minus(Duration.ofDays(1));
    Workload workload = Workload.mixed(seed, start, 1, 2);
    List<ProbeRun> together = together(~seed, start);
    left =
        CompletableFuture.supplyAsync(
            () -> {
              List<Measurement> unanswered =
                  new ArrayList<>(crowd(open, 1).handIn(workload.runs()));
              unanswered.addAll(crowd(open, 1).handIn(workload.repetitions()));
              unanswered.addAll(crowd(open, AT_ONCE).handIn(together));
              return unanswered;
            },
            probes);
  }

  private ProbeCrowd crowd(Target open, int width) {
    return new ProbeCrowd(open, history, Clock.systemUTC(), width, patience);
  }

  private static List<ProbeRun> together(long seed, Instant start) {
    return new MeasurementMaker(seed, start)
        .series(Generation.GO_SUBMIT, AT_ONCE).stream()
            .map(measurement -> new ProbeRun(Generation.GO_SUBMIT, List.of(measurement)))
            .toList();
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
