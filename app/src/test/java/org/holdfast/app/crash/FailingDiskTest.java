package org.holdfast.app.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.holdfast.testkit.crash.disk.Fault;
import org.holdfast.testkit.crash.disk.Operation;
import org.holdfast.testkit.crash.disk.Plan;
import org.holdfast.testkit.crash.disk.Site;
import org.holdfast.testkit.metrics.ConservationCheck;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.ServerProcess;
import org.holdfast.testkit.wire.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a whole server does when the disk below its journal fails (I1, design §5, P64, P65).
class FailingDiskTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String SEGMENT = "journal/*.*.segment";
  private static final int MOST_REQUESTS = 40;
  private static final int MORE_THAN_THERE_ARE_PLACES = 400;

  @TempDir private Path directory;

  private final ServedBuild subject = new ServedBuild();
  private final DiskProbe probe = new DiskProbe(PATIENCE);
  private int lives;

  @BeforeEach
  void configure() throws IOException {
    List<Integer> ports = FreePorts.pick(2);
    subject.configure(directory, ports.get(0), ports.get(1));
  }

  @Test
  void afterAFailedFlushNothingIsAcknowledgedNothingFlushedAgainAndTheProcessLeaves()
      throws Exception {
    try (ServerProcess server = start(fault(Operation.SYNC, 4, Fault.IO_ERROR))) {
      Answer refusal = submitUntilRefused(server);
      assertThat(refusal.status()).isEqualTo(503);
      assertThat(refusal.header("Retry-After")).isPresent();

      // Until it has left, whoever asks again is refused, or not answered any more.
      while (server.isAlive()) {
        probe.submit(server).ifPresent(answer -> assertThat(answer.status()).isEqualTo(503));
      }

      assertThat(server.awaitEnd(PATIENCE)).isEqualTo(1);
      List<String> operations = Files.readAllLines(trace());
      int failed = operations.indexOf("SYNC " + SEGMENT + " #4 IO_ERROR");
      assertThat(failed).isNotNegative();
      assertThat(operations.subList(failed + 1, operations.size()))
          .noneMatch(line -> line.startsWith("SYNC " + SEGMENT));
    }
    assertThat(probe.acknowledgedCount()).isPositive();
    everythingAcknowledgedIsThereAfterANewStart();
  }

  @Test
  void fullDiskIsAnsweredWith503WhileReadsGoOnAndPassesByItself() throws Exception {
    try (ServerProcess server = start(fault(Operation.WRITE, 9, Fault.NO_SPACE))) {
      Answer refusal = submitUntilRefused(server);
      assertThat(refusal.status()).isEqualTo(503);
      assertThat(refusal.header("Retry-After")).isPresent();
      probe.assertEverythingAcknowledgedIsReadable(server);

      await()
          .atMost(PATIENCE)
          .until(
              () -> probe.submit(server), answer -> answer.filter(Answer::isSuccess).isPresent());

      assertThat(server.isAlive()).isTrue();
      assertThat(server.terminate(PATIENCE)).isZero();
    }
    everythingAcknowledgedIsThereAfterANewStart();
  }

  /// A probe's patience is 30 s (P76), and so is [DiskProbe]'s with one answer. Early means: those
  /// that are refused need not wait for those that are stored.
  @Test
  @DisplayName(
      "P76: on a disk that takes 500 ms to sync, what it cannot take is told so, none hangs")
  void slowDiskIsAnEarly503AndNotAHangingProbe() throws Exception {
    try (ServerProcess server = startOnSlowDisk(Duration.ofMillis(500))) {
      List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
      List<Future<Optional<Answer>>> asked = new ArrayList<>();
      for (int i = 0; i < MORE_THAN_THERE_ARE_PLACES; i++) {
        var asking =
            new FutureTask<>(
                () -> {
                  Optional<Answer> answer = probe.submit(server);
                  answer.ifPresent(one -> statuses.add(one.status()));
                  return answer;
                });
        Thread.ofVirtual().start(asking);
        asked.add(asking);
      }

      List<Answer> answers = new ArrayList<>();
      for (Future<Optional<Answer>> asking : asked) {
        answers.add(asking.get().orElseThrow());
      }
      List<Answer> refused = answers.stream().filter(answer -> !answer.isSuccess()).toList();
      assertThat(probe.acknowledgedCount()).isPositive();
      assertThat(refused)
          .isNotEmpty()
          .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(503))
          .allSatisfy(answer -> assertThat(answer.header("Retry-After")).isPresent());
      assertThat(statuses.lastIndexOf(503))
          .as("the last refusal, in the order of answers")
          .isLessThan(statuses.lastIndexOf(200));
      PrometheusText metrics = PrometheusText.scrape(server.admin());
      assertThat(ConservationCheck.ofSubmissions(metrics)).isEmpty();
      assertThat(metrics.sum("holdfast_submissions_deferred_total")).isEqualTo(refused.size());
      assertThat(metrics.sum("holdfast_submissions_accepted_total"))
          .isEqualTo(probe.acknowledgedCount());
    }
  }

  private ServerProcess startOnSlowDisk(Duration syncTakes) throws IOException {
    lives++;
    Path real = directory.toRealPath();
    Plan plan =
        new Plan(subject.data(real), trace(), Optional.empty(), Optional.empty())
            .withSyncTaking(syncTakes);
    return ServerProcess.start(subject.command(real, plan.jvmArguments(), List.of()), PATIENCE);
  }

  private void everythingAcknowledgedIsThereAfterANewStart() throws IOException {
    try (ServerProcess server = start(Optional.empty())) {
      probe.assertEverythingAcknowledgedIsReadable(server);
      probe.assertSums(server);
    }
  }

  private ServerProcess start(Optional<Plan.Planned> fault) throws IOException {
    lives++;
    Path real = directory.toRealPath();
    Plan plan = new Plan(subject.data(real), trace(), Optional.empty(), fault);
    return ServerProcess.start(subject.command(real, plan.jvmArguments(), List.of()), PATIENCE);
  }

  private Path trace() throws IOException {
    return directory.toRealPath().resolve("trace-" + lives);
  }

  private static Optional<Plan.Planned> fault(Operation operation, int ordinal, Fault fault) {
    return Optional.of(new Plan.Planned(new Site(operation, SEGMENT), ordinal, fault, 1));
  }

  private Answer submitUntilRefused(ServerProcess server) {
    for (int i = 0; i < MOST_REQUESTS; i++) {
      Optional<Answer> answer = probe.submit(server);
      if (answer.filter(Answer::isSuccess).isEmpty()) {
        return answer.orElseThrow();
      }
    }
    throw new AssertionError("the disk never failed");
  }
}
