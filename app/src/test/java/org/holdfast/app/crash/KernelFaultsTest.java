package org.holdfast.app.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerProcess;
import org.holdfast.testkit.wire.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The faults of [FailingDiskTest] once more, but from below the JVM: so the file system seam of
/// the crash test is measured against what failing system calls really do (I1, design §5, P64,
/// P65).
class KernelFaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir private Path directory;

  private final ServedBuild subject = new ServedBuild();
  private final DiskProbe probe = new DiskProbe(PATIENCE);

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
      assertThat(probe.submit(server).orElseThrow().status()).isEqualTo(200);
      fiu.disable(pid, LibFiu.SHORT_WRITE);

      fiu.enable(pid, LibFiu.WRITE, LibFiu.ENOSPC);
      assertRefused(probe.submit(server).orElseThrow());
      fiu.disable(pid, LibFiu.WRITE);
      await()
          .atMost(PATIENCE)
          .until(
              () -> probe.submit(server), answer -> answer.filter(Answer::isSuccess).isPresent());

      fiu.enable(pid, LibFiu.SYNC, LibFiu.EIO);
      assertRefused(probe.submit(server).orElseThrow());
      while (server.isAlive()) {
        probe.submit(server).ifPresent(answer -> assertThat(answer.status()).isEqualTo(503));
      }
      assertThat(server.awaitEnd(PATIENCE)).isEqualTo(1);
    }
    try (ServerProcess server = start(fiu.under(command()))) {
      everythingAcknowledgedIsThere(server);
      fiu.enable(server.pid(), LibFiu.WRITE, LibFiu.EIO);
      assertRefused(probe.submit(server).orElseThrow());
      assertThat(server.awaitEnd(PATIENCE)).isEqualTo(1);
    }
    try (ServerProcess server = start(command())) {
      assertThat(probe.submit(server).orElseThrow().status()).isEqualTo(200);
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
    probe.assertEverythingAcknowledgedIsReadable(server);
    probe.assertSums(server);
  }
}
