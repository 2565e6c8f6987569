package org.holdfast.app.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.metrics.ConservationCheck;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerProcess;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The faults of [FailingDiskTest] once more, but from below the JVM: so the file system seam of the
/// crash test is measured against what failing system calls really do (I1, design §5, P64, P65).
class KernelFaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir private Path directory;

  private final ServedBuild subject = new ServedBuild();
  private final List<String> acknowledged = new ArrayList<>();

  @BeforeEach
  void configure() throws IOException {
    LibFiu.require();
    List<Integer> ports = FreePorts.pick(2);
    subject.configure(directory, ports.get(0), ports.get(1));
  }

  @Test
  void shortWritesAreFinishedAFullDiskIsWaitedOutAndAFailedFlushEndsTheServer() throws Exception {
    LibFiu fiu = new LibFiu(directory);
    try (ServerProcess server = start(fiu.under(command()))) {
      long pid = server.pid();
      fiu.enable(pid, LibFiu.SHORT_WRITE, 0);
      assertThat(submit(server).orElseThrow().status()).isEqualTo(200);
      fiu.disable(pid, LibFiu.SHORT_WRITE);

      fiu.enable(pid, LibFiu.WRITE, LibFiu.ENOSPC);
      assertRefused(submit(server).orElseThrow());
      fiu.disable(pid, LibFiu.WRITE);
      await()
          .atMost(PATIENCE)
          .until(() -> submit(server), answer -> answer.filter(Answer::isSuccess).isPresent());

      fiu.enable(pid, LibFiu.SYNC, LibFiu.EIO);
      assertRefused(submit(server).orElseThrow());
      while (server.isAlive()) {
        submit(server).ifPresent(answer -> assertThat(answer.status()).isEqualTo(503));
      }
      assertThat(server.awaitEnd(PATIENCE)).isEqualTo(1);
    }
    try (ServerProcess server = start(fiu.under(command()))) {
      everythingAcknowledgedIsThere(server);
      fiu.enable(server.pid(), LibFiu.WRITE, LibFiu.EIO);
      assertRefused(submit(server).orElseThrow());
      assertThat(server.awaitEnd(PATIENCE)).isEqualTo(1);
    }
    try (ServerProcess server = start(command())) {
      assertThat(submit(server).orElseThrow().status()).isEqualTo(200);
      everythingAcknowledgedIsThere(server);
    }
  }

  private ServerCommand command() throws IOException {
    return subject.command(directory.toRealPath(), List.of(), List.of());
  }

  private static ServerProcess start(ServerCommand command) throws IOException {
    return ServerProcess.start(command, PATIENCE);
  }

  private static void assertRefused(Answer refusal) {
    assertThat(refusal.status()).as(refusal.text()).isEqualTo(503);
    assertThat(refusal.header("Retry-After")).isPresent();
  }

  private void everythingAcknowledgedIsThere(ServerProcess server) throws IOException {
    try (ReadApi api = new ReadApi(server.open())) {
      for (String uid : acknowledged) {
        await().atMost(PATIENCE).until(() -> api.raw(uid), Optional::isPresent);
      }
    }
    assertThat(ConservationCheck.violations(Settling.awaitIndexed(server.admin(), PATIENCE)))
        .as("sums on /metrics")
        .isEmpty();
  }

  /// One more measurement; empty where nobody answers.
  private Optional<Answer> submit(ServerProcess server) {
    String document =
        "{\\\"test_name\\\":\\\"signal\\\",\\\"probe_cc\\\":\\\"PT\\\",\\\"probe_asn\\\":\\\"AS1\\\","
            + "\\\"test_start_time\\\":\\\"2026-01-02 03:04:05\\\",\\\"input\\\":\\\"n"
            + System.nanoTime()
            + "\\\"}";
    byte[] body =
        ("{\"format\":\"json\",\"content\":\"" + document + "\"}").getBytes(StandardCharsets.UTF_8);
    try {
      Answer answer =
          WireConnection.once(
              server.open(),
              WireRequest.of("POST", "/api/v1/submit_measurement").header("Host", "x").sized(body));
      if (answer.isSuccess()) {
        acknowledged.add(answer.member("measurement_uid").orElseThrow());
      }
      return Optional.of(answer);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
