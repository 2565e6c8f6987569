package org.holdfast.testkit.crash;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.crash.disk.Plan;
import org.holdfast.testkit.history.Finding;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.metrics.ConservationCheck;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.probe.ProbeCrowd;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.traffic.Workload;
import org.holdfast.testkit.wire.Target;

/// One data directory and the processes that use it, one after the other, each struck by a fault.
///
/// What probes try while the server is away they try again when it is back. A life that serves
/// first answers for all before it: the history is checked before its own fault is armed.
final class Episode implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(5);

  /// A server without work that has done nothing for so long has nothing left to do.
  private static final Duration QUIET = Duration.ofMillis(1_500);

  private final Stage stage;
  private final Account account;
  private final long seed;
  private final History history = History.inMemory();
  private final KeptPromises promises;
  private final ExecutorService probes = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> sinceCheck = new ArrayList<>();
  private CompletableFuture<List<Measurement>> handingIn =
      CompletableFuture.completedFuture(List.of());
  private int lives;
  private boolean inTrouble;

  Episode(Stage stage, Account account, long seed) {
    this.stage = stage;
    this.account = account;
    this.seed = seed;
    this.promises = new KeptPromises(stage.data());
  }

  int lives() {
    return lives;
  }

  /// Whether a promise was broken here: what follows would tell of the same again.
  boolean isInTrouble() {
    return inTrouble;
  }

  /// Starts a server to be struck while it starts.
  ///
  /// @return whether the server came past that point
  boolean startStruck(Point point) throws IOException {
    sinceCheck.add(point.toString());
    try (Life life = start(Optional.of(point), false)) {
      if (life.outcome() == Life.Start.READY) {
        awaitStruckOrQuiet(life);
      }
      if (point.fault().isDeadly() && life.isStruck()) {
        awaitEnd(life);
      }
      return struck(life, point);
    }
  }

  /// Starts a server, has it answer for all before, then strikes it while probes hand in.
  ///
  /// @param point empty lets it work undisturbed; its operations are written down all the same
  /// @return whether the server came past that point
  boolean workStruck(Optional<Point> point) throws IOException {
    try (Life life = start(point, true)) {
      if (life.outcome() != Life.Start.READY) {
        return false;
      }
      answer(life);
      if (inTrouble) {
        return false;
      }
      point.ifPresent(p -> sinceCheck.add(p.toString()));
      life.arm();
      handIn(life.process().open());
      awaitWorkedOff(life);
      return point.isPresent() && struck(life, point.get());
    }
  }

  /// Starts a last server, to answer for all before.
  void conclude() throws IOException {
    try (Life life = start(Optional.empty(), true)) {
      if (life.outcome() == Life.Start.READY) {
        answer(life);
        PrometheusText metrics =
            Settling.awaitArchived(
                life.process().admin(), stage.data().resolve("archive"), stage.patience());
        for (String violation : ConservationCheck.violations(metrics)) {
          trouble(violation, life);
        }
      }
    }
  }

  /// Records the operations of a start, with nobody handing in.
  Trace recordStart() throws IOException {
    try (Life life = start(Optional.empty(), false)) {
      if (life.outcome() == Life.Start.READY) {
        awaitStruckOrQuiet(life);
      }
      return life.trace();
    }
  }

  /// Records the operations of undisturbed work.
  ///
  /// @param killEarly ends it as soon as all was handed in, so that work is left for the next
  Trace recordWork(boolean killEarly) throws IOException {
    try (Life life = start(Optional.empty(), true)) {
      if (life.outcome() != Life.Start.READY) {
        throw new IOException("the server does not start:\n" + life.lastWords());
      }
      life.arm();
      handIn(life.process().open());
      if (killEarly) {
        handingIn.join();
      } else {
        awaitWorkedOff(life);
        awaitStruckOrQuiet(life);
      }
      return life.trace();
    }
  }

  private Life start(Optional<Point> point, boolean armedLater) throws IOException {
    lives++;
    Optional<Plan.Planned> planned =
        point.map(p -> new Plan.Planned(p.site(), p.ordinal(), p.fault(), seed + lives));
    Life life = Life.start(stage, lives, planned, armedLater);
    if (life.outcome() == Life.Start.FAILED) {
      trouble("the server did not start", life);
    }
    return life;
  }

  private boolean struck(Life life, Point point) throws IOException {
    boolean struck = life.isStruck();
    if (struck) {
      account.struck(point);
    }
    return struck;
  }

  /// All that was promised before is to be found now.
  private void answer(Life life) throws IOException {
    long deadline = System.nanoTime() + stage.patience().toNanos();
    while (!handingIn.isDone() && life.isAlive() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
    if (!handingIn.isDone() || !handingIn.join().isEmpty()) {
      trouble("probes were not answered for " + stage.patience().toSeconds() + " s", life);
    }
    for (Finding finding : promises.check(life.process(), history, stage.patience())) {
      inTrouble = true;
      account.found(finding, where());
    }
    sinceCheck.clear();
  }

  private void handIn(Target open) {
    Workload workload =
        Workload.mixed(seed * 1_000 + lives, Instant.now().minus(Duration.ofDays(1)), 1, 2);
    // One probe after the other: the same order of operations each time, as far as that goes.
    ProbeCrowd crowd = new ProbeCrowd(open, history, Clock.systemUTC(), 1, stage.patience());
    handingIn =
        CompletableFuture.supplyAsync(
            () -> {
              List<Measurement> left = new ArrayList<>(crowd.handIn(workload.runs()));
              left.addAll(crowd.handIn(workload.repetitions()));
              return left;
            },
            probes);
  }

  /// Waits until the process has ended, or has done all that was to be done.
  private void awaitWorkedOff(Life life) throws IOException {
    long deadline = System.nanoTime() + stage.patience().toNanos();
    while (life.isAlive() && !(handingIn.isDone() && promises.isAllFiled(history))) {
      if (System.nanoTime() > deadline) {
        trouble("the server lives and does not go on", life);
        return;
      }
      LockSupport.parkNanos(LOOK.toNanos() * (handingIn.isDone() ? 10 : 1));
    }
  }

  /// Waits until it is struck, or has done all that it does without work.
  private void awaitStruckOrQuiet(Life life) throws IOException {
    long deadline = System.nanoTime() + stage.patience().toNanos();
    long quietSince = System.nanoTime();
    int operations = 0;
    while (life.isAlive() && System.nanoTime() < deadline) {
      Trace trace = life.trace();
      if (trace.struck() || System.nanoTime() - quietSince > QUIET.toNanos()) {
        return;
      }
      if (trace.operations() != operations) {
        operations = trace.operations();
        quietSince = System.nanoTime();
      }
      LockSupport.parkNanos(LOOK.toNanos() * 4);
    }
  }

  private void awaitEnd(Life life) {
    long deadline = System.nanoTime() + stage.patience().toNanos();
    while (life.isAlive() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private void trouble(String what, Life life) {
    inTrouble = true;
    account.startFailed(what + " " + where() + "\n" + life.lastWords());
  }

  private String where() {
    return "["
        + stage.name()
        + ", life "
        + lives
        + ", seed "
        + seed
        + ", after "
        + sinceCheck
        + "] ";
  }

  @Override
  public void close() throws IOException {
    probes.shutdownNow();
    history.close();
  }
}
