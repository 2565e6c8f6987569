package org.holdfast.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.holdfast.testkit.archive.PublishedArchive;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.CheckReport;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.history.HistoryChecker;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.metrics.Ledger;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.probe.ProbeCrowd;
import org.holdfast.testkit.probe.SubmitProbe;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.traffic.Workload;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The promise the whole system stands for, with the real process and the real signal.
class KilledUnderLoadTest {
  private static final int KILLS = 4;
  private static final int RUNS_PER_GENERATION = 4;
  private static final int MEASUREMENTS_PER_RUN = 5;

  @TempDir private Path directory;

  @Test
  @DisplayName(
      "L35, P49, P64, P67, P71, P81, D1, D16, D17, I1, I5, I6, I8: whatever was acknowledged before a kill -9 is read back exactly once, and no credential is written")
  void acknowledgedMeasurementsSurviveKillsUnderLoadExactlyOnce() throws Exception {
    try (History history = History.inMemory();
        Installation server = new Installation(directory, "pipeline:\n  publish-after: 1s")) {
      for (int round = 0; round < KILLS; round++) {
        handInWhileKilled(server, history, round);
      }

      PrometheusText metrics =
          Settling.awaitArchived(server.admin(), server.archive(), Installation.PATIENCE);

      CheckReport report = check(server, history);
      assertThat(report.findings()).isEmpty();
      assertThat(report.accepted()).isEqualTo(report.measurements());
      assertThat(report.published() + report.withheld()).isEqualTo(report.accepted());
      assertThat(report.withheld()).isEqualTo(2 * KILLS);
      assertThat(Ledger.of(metrics).inJournal()).isZero();
      assertThat(Ledger.of(metrics).published()).isEqualTo(report.published());
      PublishedArchive archive = PublishedArchive.read(server.archive());
      assertThat(archive.faults()).isEmpty();
      assertThat(archive.documents()).hasSize(report.published());
      assertThat(archive.aliases()).hasSize((int) Ledger.of(metrics).merged());
      assertThat(server.terminate()).isZero();
      assertNoCredentialIsWritten(server);
    }
  }

  /// P49, P81, I8: neither nym nor proof of a credential stands on disk or in the output.
  private static void assertNoCredentialIsWritten(Installation server) throws IOException {
    assertThat(server.process().output()).doesNotContain(SubmitProbe.NYM);
    try (Stream<Path> files = Files.walk(server.data())) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(SubmitProbe.NYM, SubmitProbe.PROOF_START);
      }
    }
  }

  private void handInWhileKilled(Installation server, History history, int round) throws Exception {
    Workload workload =
        Workload.mixed(round, yesterday(), RUNS_PER_GENERATION, MEASUREMENTS_PER_RUN);
    ProbeCrowd crowd = crowd(server, history);
    int before = history.size();
    // Each round is killed at another point: among the first requests as well as the last.
    int killAfter = (round + 1) * workload.measurements().size() / (KILLS + 1);
    try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<List<Measurement>> open =
          CompletableFuture.supplyAsync(() -> crowd.handIn(workload.runs()), thread);
      await()
          .pollInterval(Duration.ofMillis(1))
          .atMost(Installation.PATIENCE)
          .until(() -> history.size() - before >= killAfter);
      server.kill();
      server.startAgain();
      assertThat(open.join()).isEmpty();
    }
    assertThat(crowd.handIn(workload.repetitions())).isEmpty();
  }

  private static ProbeCrowd crowd(Installation server, History history) {
    return new ProbeCrowd(server.open(), history, Clock.systemUTC(), 12, Installation.PATIENCE);
  }

  private static CheckReport check(Installation server, History history) throws Exception {
    try (ReadApi api = new ReadApi(server.open())) {
      return new HistoryChecker(api).check(history);
    }
  }

  private static Instant yesterday() {
    return Instant.now().minus(Duration.ofDays(1));
  }
}
