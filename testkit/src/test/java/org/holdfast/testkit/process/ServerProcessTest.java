package org.holdfast.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;

  @Test
  void serverIsKilledAndStartedAgainByTheSameCommand() throws Exception {
    ServerCommand command = command("x");
    try (ServerProcess first = ServerProcess.start(command, PATIENCE)) {
      assertThat(first.open().port()).isEqualTo(1234);
      assertThat(first.admin().port()).isEqualTo(1235);

      first.kill();

      assertThat(first.isAlive()).isFalse();
      try (ServerProcess second = ServerProcess.start(command, PATIENCE)) {
        assertThat(second.isAlive()).isTrue();
        assertThat(second.pid()).isNotEqualTo(first.pid());
        assertThat(second.terminate(PATIENCE)).isEqualTo(143);
      }
    }
  }

  @Test
  void serverThatCannotStartShowsWhatItPrinted() {
    assertThatThrownBy(() -> ServerProcess.start(command("fail"), PATIENCE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot bind");
  }

  @Test
  void childEndsWhenItsParentIsGone() throws Exception {
    Process child = new ProcessBuilder(command("x").line()).directory(directory.toFile()).start();
    try {
      assertThat(child.getInputStream().read()).isEqualTo('r');

      child.getOutputStream().close(); // what the kernel does when the parent dies

      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void freePortsAreDifferent() throws Exception {
    assertThat(FreePorts.pick(5)).doesNotHaveDuplicates().hasSize(5);
  }

  private ServerCommand command(String argument) {
    return ServerCommand.likeThisProcess(
        List.of("-Xmx32m"), ReadyAndWaiting.class.getName(), List.of(argument), directory);
  }
}
