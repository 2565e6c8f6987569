package org.holdfast.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.testkit.history.Finding.Kind;
import org.holdfast.testkit.probe.ProbeCrowd;
import org.holdfast.testkit.stub.StubServer;
import org.holdfast.testkit.stub.StubServer.Fault;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.traffic.MeasurementMaker;
import org.holdfast.testkit.traffic.ProbeRun;
import org.holdfast.testkit.traffic.Respelling;
import org.junit.jupiter.api.Test;

/// Each planted fault is found and named, and an honest server has none.
class HistoryCheckerTest {
  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

  @Test
  void honestServerPassesWhateverTheSpellingAndTheDoor() throws Exception {
    CheckReport report = checkAgainst(Fault.NONE);

    assertThat(report.findings()).isEmpty();
    assertThat(report.accepted()).isEqualTo(report.measurements()).isEqualTo(12);
    assertThat(report.published()).isEqualTo(12);
  }

  @Test
  void acknowledgedAndForgottenIsLost() throws Exception {
    CheckReport report = checkAgainst(Fault.LOSE);

    assertThat(report.count(Kind.LOST)).isEqualTo(1);
    assertThat(report.count(Kind.DUPLICATED)).isZero();
    assertThat(report.findings().getFirst().evidence()).contains("uid-");
  }

  @Test
  void twoUidsForOneMeasurementAreADuplicate() throws Exception {
    CheckReport report = checkAgainst(Fault.DUPLICATE);

    assertThat(report.count(Kind.DUPLICATED)).isEqualTo(1);
    assertThat(report.count(Kind.LOST)).isZero();
  }

  @Test
  void oneUidListedTwiceIsADuplicate() throws Exception {
    assertThat(checkAgainst(Fault.LIST_TWICE).count(Kind.DUPLICATED)).isEqualTo(1);
  }

  @Test
  void uidThatAnswersAnotherBodyIsSwapped() throws Exception {
    CheckReport report = checkAgainst(Fault.SWAP);

    assertThat(report.count(Kind.SWAPPED)).isEqualTo(1);
    assertThat(report.isClean()).isFalse();
  }

  @Test
  void failureThatOoniprobeTakesForSuccessIsNamed() throws Exception {
    CheckReport report = checkAgainst(Fault.FAIL_QUIETLY);

    assertThat(report.count(Kind.MISLED)).isEqualTo(1);
    assertThat(report.refused()).isEqualTo(1);
  }

  @Test
  void deferredMeasurementIsTriedAgainAndPromisedThen() throws Exception {
    CheckReport report = checkAgainst(Fault.DEFER_ONCE);

    assertThat(report.count(Kind.LOST)).isZero();
    assertThat(report.accepted()).isEqualTo(12);
  }

  /// Four generations hand three measurements each in; the first one of ooniprobe 2.3 is the
  /// victim.
  private static CheckReport checkAgainst(Fault fault) throws IOException {
    MeasurementMaker maker = new MeasurementMaker(7, START);
    List<ProbeRun> runs = new ArrayList<>();
    for (Generation generation :
        List.of(
            Generation.PYTHON_JSON,
            Generation.MEASUREMENT_KIT,
            Generation.GO_REPORT,
            Generation.GO_SUBMIT)) {
      runs.add(new ProbeRun(generation, maker.series(generation, 3)));
    }
    Measurement victim = runs.getFirst().measurements().getFirst();
    try (StubServer server = new StubServer(fault, victim.key());
        ReadApi api = new ReadApi(server.target());
        History history = History.inMemory()) {
      ProbeCrowd crowd =
          new ProbeCrowd(server.target(), history, Clock.systemUTC(), 4, Duration.ofSeconds(20));
      assertThat(crowd.handIn(runs)).isEmpty();
      List<ProbeRun> again =
          fault == Fault.FAIL_QUIETLY
              ? List.of(
                  new ProbeRun(
                      Generation.GO_SUBMIT,
                      List.of(Respelling.of(runs.getLast().measurements().getFirst()))))
              : List.of(new ProbeRun(Generation.GO_SUBMIT, List.of(Respelling.of(victim))));
      assertThat(crowd.handIn(again)).isEmpty();
      return new HistoryChecker(api).check(history);
    }
  }
}
