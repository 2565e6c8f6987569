package org.holdfast.testkit.probe;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.traffic.ProbeRun;
import org.holdfast.testkit.wire.Target;

/// Many probes at once, each of which tries again what was not answered, as long as the crowd has
/// patience: so a server may die and come back in the middle.
public final class ProbeCrowd {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final Target target;
  private final AttemptLog log;
  private final Clock clock;
  private final int width;
  private final Duration patience;

  /// @param width so many probes at once
  /// @param patience how long a probe goes on trying what was not answered
  public ProbeCrowd(Target target, AttemptLog log, Clock clock, int width, Duration patience) {
    this.target = target;
    this.log = log;
    this.clock = clock;
    this.width = width;
    this.patience = patience;
  }

  /// Lets every run hand its measurements in.
  ///
  /// @return what was still open when the patience ended; normally nothing
  public List<Measurement> handIn(List<ProbeRun> runs) {
    List<Measurement> left = Collections.synchronizedList(new ArrayList<>());
    Semaphore free = new Semaphore(width);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (ProbeRun run : runs) {
        threads.execute(
            () -> {
              free.acquireUninterruptibly();
              try {
                left.addAll(handIn(run));
              } finally {
                free.release();
              }
            });
      }
    }
    return List.copyOf(left);
  }

  /// The probe that a run asks for. Every other single-request probe has a credential.
  public Probe probeFor(ProbeRun run) {
    return switch (run.generation()) {
      case PYTHON_YAML -> new OoniprobeYaml(target, log, clock);
      case PYTHON_JSON -> new OoniprobePython(target, log, clock);
      case MEASUREMENT_KIT -> new MeasurementKit(target, log, clock);
      case GO_REPORT -> new GoProbe(target, log, clock);
      case GO_SUBMIT ->
          new SubmitProbe(
              target, log, clock, run.measurements().getFirst().key().hashCode() % 2 == 0);
    };
  }

  private List<Measurement> handIn(ProbeRun run) {
    Probe probe = probeFor(run);
    long deadline = System.nanoTime() + patience.toNanos();
    List<Measurement> left = probe.handIn(run.measurements());
    Duration pause = FIRST_PAUSE;
    while (!left.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(pause.toNanos());
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
              ? LONGEST_PAUSE
              : pause.multipliedBy(2);
      left = probe.handIn(left);
    }
    probe.finish();
    return left;
  }
}
