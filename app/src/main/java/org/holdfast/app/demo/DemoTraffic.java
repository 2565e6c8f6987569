package org.holdfast.app.demo;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.probe.BrokenSender;
import org.holdfast.testkit.probe.OoniprobePython;
import org.holdfast.testkit.probe.ProbeCrowd;
import org.holdfast.testkit.traffic.BrokenBodies;
import org.holdfast.testkit.traffic.BrokenBody;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.traffic.MeasurementMaker;
import org.holdfast.testkit.traffic.ProbeRun;
import org.holdfast.testkit.traffic.Workload;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;

/// What the simulated probes of the demo do.
final class DemoTraffic {
  private static final int RUNS_PER_GENERATION = 8;
  private static final int MEASUREMENTS_PER_RUN = 6;
  private static final int PROBES_AT_ONCE = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// What came of the broken requests.
  ///
  /// @param sent documents in them that nobody can read
  /// @param refused those that were refused as the contracts say
  /// @param surprises other answers, as sentences
  record Broken(int sent, int refused, List<String> surprises) {
    Broken {
      surprises = List.copyOf(surprises);
    }
  }

  private final Target target;
  private final History history;
  private final Clock clock;
  private final Workload workload;
  private final MeasurementMaker more;
  private final ProbeCrowd crowd;

  DemoTraffic(Target target, History history, Clock clock) {
    this.target = target;
    this.history = history;
    this.clock = clock;
    Instant yesterday = clock.instant().minus(Duration.ofDays(1));
    long seed = clock.millis();
    this.workload = Workload.mixed(seed, yesterday, RUNS_PER_GENERATION, MEASUREMENTS_PER_RUN);
    this.more = new MeasurementMaker(seed + 1, yesterday.plus(Duration.ofHours(6)));
    this.crowd = new ProbeCrowd(target, history, clock, PROBES_AT_ONCE, PATIENCE);
  }

  int measurements() {
    return workload.measurements().size();
  }

  /// All probes hand in what they measured; `interruption` happens when about a third is done,
  /// while the others are at it.
  ///
  /// @return what was never answered; nothing, unless the server stayed away
  List<Measurement> handIn(Interruption interruption) throws IOException {
    int third = measurements() / 3;
    try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<List<Measurement>> all =
          CompletableFuture.supplyAsync(() -> crowd.handIn(workload.runs()), thread);
      while (history.size() < third && !all.isDone()) {
        LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
      }
      interruption.happen();
      return all.join();
    }
  }

  /// Some hand in again what was acknowledged long ago: in the same bytes, or in another spelling
  /// through another door.
  List<Measurement> handInAgain() {
    return crowd.handIn(workload.repetitions());
  }

  /// Requests whose document nobody can read, each with the refusal it is owed.
  Broken sendBroken() throws IOException {
    OoniprobePython probe = new OoniprobePython(target, history, clock);
    List<Measurement> left = probe.handIn(more.series(Generation.PYTHON_JSON, 1));
    Optional<String> reportId = probe.reportId();
    if (!left.isEmpty() || reportId.isEmpty()) {
      throw new IOException("no report could be opened for the broken requests");
    }
    BrokenSender sender = new BrokenSender(target, PATIENCE);
    List<String> surprises = new ArrayList<>();
    int sent = 0;
    int refused = 0;
    for (BrokenBody broken : BrokenBodies.all(target.authority(), reportId.get())) {
      if (!broken.owed().submission() || broken.owed().silenceAllowed()) {
        continue;
      }
      sent++;
      Optional<Answer> answer = sender.send(broken);
      if (answer.filter(a -> isOwed(broken, a)).isPresent()) {
        refused++;
      } else {
        surprises.add(
            broken.name() + " was answered with " + answer.map(Answer::toString).orElse("nothing"));
      }
    }
    probe.finish();
    return new Broken(sent, refused, surprises);
  }

  /// One more measurement of one more probe, which the account does not count any more.
  List<Measurement> oneMore(Generation generation) {
    List<Measurement> series =
        generation == Generation.PYTHON_YAML ? more.yamlSeries(1) : more.series(generation, 1);
    List<Measurement> unused =
        new ProbeCrowd(target, _ -> {}, clock, 1, PATIENCE)
            .handIn(List.of(new ProbeRun(generation, series)));
    return series;
  }

  private static boolean isOwed(BrokenBody broken, Answer answer) {
    return broken.owed().statuses().contains(answer.status())
        && answer.hasErrorMember()
        && broken.owed().error().map(answer.member("error").orElse("")::equals).orElse(true);
  }

  /// What happens to the server in the middle.
  @FunctionalInterface
  interface Interruption {
    void happen() throws IOException;
  }
}
