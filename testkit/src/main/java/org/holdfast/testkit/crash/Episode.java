package org.holdfast.testkit.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.crash.disk.Plan;
import org.holdfast.testkit.history.Finding;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.metrics.ConservationCheck;
import org.holdfast.testkit.metrics.PrometheusText;

/// One data directory and the processes that use it, one after the other, each struck by a fault.
///
/// What probes try while the server is away they try again when it is back. A life that serves
/// first answers for all before it: the history is checked before its own fault is armed.
final class Episode implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(5);

  private final Stage stage;
  private final Verdicts verdicts;
  private final long seed;
  private final History history;
  private final HandingIn handingIn;
  private final List<String> sinceCheck = new ArrayList<>();
  private final int livesBefore;
  private Optional<Life> toBeStruck = Optional.empty();
  private int lives;
  private boolean inTrouble;

  /// @param seed for what probes hand in and what a power loss leaves
  Episode(Stage stage, Verdicts verdicts, long seed) {
    this(stage, verdicts, seed, 0, History.inMemory());
  }

  /// Goes on where others have lived before.
  ///
  /// @param livesBefore how many did
  /// @param history what they promised
  Episode(Stage stage, Verdicts verdicts, long seed, int livesBefore, History history) {
    this.stage = stage;
    this.verdicts = verdicts;
    this.seed = seed;
    this.livesBefore = livesBefore;
    this.lives = livesBefore;
    this.history = history;
    this.handingIn = new HandingIn(history, stage.patience());
  }

  /// How many servers lived here.
  int lives() {
    return lives - livesBefore;
  }

  /// What probes tried so far.
  History history() {
    return history;
  }

  /// Whether the last server that was to be struck was, also where that or what followed ended with
  /// an exception.
  boolean isStruck() {
    try {
      return toBeStruck.isPresent() && toBeStruck.get().isStruck();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether a promise was broken here: what follows would tell of the same again.
  boolean isInTrouble() {
    return inTrouble;
  }

  /// Starts a server to be struck while it starts.
  Reach startStruck(Point point) throws IOException {
    sinceCheck.add(point.toString());
    try (Life life = start(Optional.of(point), false)) {
      boolean quiet =
          life.outcome() == Life.Start.READY && Waits.untilStruckOrQuiet(life, stage.patience());
      if (point.fault().isDeadly() && life.isStruck()) {
        Waits.untilEnded(life, stage.patience());
      }
      return reach(life, quiet);
    }
  }

  /// Starts a server, has it answer for all before, then strikes it while probes hand in.
  ///
  /// @param point empty lets it work undisturbed; its operations are written down all the same
  Reach workStruck(Optional<Point> point) throws IOException {
    try (Life life = start(point, true)) {
      if (life.outcome() != Life.Start.READY) {
        return Reach.UNREACHED;
      }
      answer(life);
      if (inTrouble) {
        return Reach.UNREACHED;
      }
      point.ifPresent(p -> sinceCheck.add(p.toString()));
      life.arm();
      handingIn.begin(life.open(), seed * 1_000 + lives);
      awaitWorkedOff(life);
      if (point.isEmpty()) {
        return Reach.ABSENT;
      }
      boolean quiet =
          life.isAlive() && !life.isStruck() && Waits.untilStruckOrQuiet(life, stage.patience());
      return reach(life, quiet);
    }
  }

  /// Starts a last server, to answer for all before.
  void conclude() throws IOException {
    try (Life life = start(Optional.empty(), true)) {
      if (life.outcome() == Life.Start.READY) {
        conclude(life);
      }
    }
  }

  /// Starts a last server, which has to take in and file measurements besides.
  void workAndConclude() throws IOException {
    try (Life life = start(Optional.empty(), true)) {
      if (life.outcome() == Life.Start.READY) {
        handingIn.begin(life.open(), seed * 1_000 + lives);
        awaitWorkedOff(life);
        conclude(life);
      }
    }
  }

  private void conclude(Life life) throws IOException {
    answer(life);
    if (inTrouble) {
      return;
    }
    PrometheusText metrics =
        Settling.awaitArchived(life.admin(), life.data().resolve("archive"), stage.patience());
    for (String violation : ConservationCheck.violations(metrics)) {
      trouble(violation, life);
    }
  }

  /// Starts a server that answers for all before, and ends it as soon as probes have handed in, so
  /// that work is left for the next.
  void leaveWork() throws IOException {
    try (Life life = start(Optional.empty(), false)) {
      if (life.outcome() == Life.Start.READY) {
        answer(life);
        handingIn.begin(life.open(), seed * 1_000 + lives);
        handingIn.await();
      }
    }
  }

  /// Records the operations of a start, with nobody handing in.
  Trace recordStart() throws IOException {
    try (Life life = start(Optional.empty(), false)) {
      if (life.outcome() == Life.Start.READY) {
        Waits.untilStruckOrQuiet(life, stage.patience());
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
      handingIn.begin(life.open(), seed * 1_000 + lives);
      if (killEarly) {
        handingIn.await();
      } else {
        awaitWorkedOff(life);
        Waits.untilStruckOrQuiet(life, stage.patience());
      }
      return life.trace();
    }
  }

  private Life start(Optional<Point> point, boolean armedLater) throws IOException {
    lives++;
    Optional<Plan.Planned> planned = point.map(this::planned);
    Life life = stage.start(lives, planned, armedLater);
    if (point.isPresent()) {
      toBeStruck = Optional.of(life);
    }
    if (life.outcome() == Life.Start.FAILED) {
      trouble("the server did not start", life);
    }
    return life;
  }

  private Plan.Planned planned(Point point) {
    long chance = seed + lives + point.toString().hashCode();
    return new Plan.Planned(point.site(), point.ordinal(), point.fault(), chance);
  }

  private Reach reach(Life life, boolean quiet) throws IOException {
    if (life.isStruck()) {
      return Reach.STRUCK;
    }
    return quiet && life.isAlive() && !inTrouble ? Reach.ABSENT : Reach.UNREACHED;
  }

  /// All that was promised before is to be found now.
  private void answer(Life life) throws IOException {
    long deadline = System.nanoTime() + stage.patience().toNanos();
    while (!handingIn.isDone() && life.isAlive() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
    if (!handingIn.isAnswered()) {
      trouble("probes were not answered for " + stage.patience().toSeconds() + " s", life);
    }
    for (Finding finding : KeptPromises.check(life, history, stage.patience(), stage.rest())) {
      inTrouble = true;
      verdicts.found(finding.kind(), finding.key(), finding + " " + where());
    }
    sinceCheck.clear();
  }

  /// Waits until the process has ended, or has done all that was to be done.
  private void awaitWorkedOff(Life life) throws IOException {
    long deadline = System.nanoTime() + stage.patience().toNanos();
    while (life.isAlive()
        && !(handingIn.isDone() && KeptPromises.isAllFiled(life.data(), history))) {
      if (System.nanoTime() > deadline) {
        trouble("the server lives and does not go on", life);
        return;
      }
      LockSupport.parkNanos(LOOK.toNanos() * (handingIn.isDone() ? 10 : 1));
    }
  }

  private void trouble(String what, Life life) {
    inTrouble = true;
    verdicts.startFailed(what + " " + where() + "\n" + life.lastWords());
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
    handingIn.close();
    history.close();
  }
}
