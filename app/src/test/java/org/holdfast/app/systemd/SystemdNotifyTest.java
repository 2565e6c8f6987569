package org.holdfast.app.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a real datagram socket; whole processes do it in `UpgradeTest`.
final class SystemdNotifyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void stateIsSentToTheNamedSocket() throws Exception {
    hears(directory.resolve("notify").toString());
  }

  @Test
  void stateIsSentToAnAbstractSocket() throws Exception {
    hears("@holdfast-test-" + ProcessHandle.current().pid());
  }

  private static void hears(String name) throws Exception {
    try (NotifySocket socket = NotifySocket.bind(name)) {
      SystemdNotify systemd = SystemdNotify.from(Map.of("NOTIFY_SOCKET", name));
      systemd.ready();
      systemd.stopping();
      await().atMost(PATIENCE).until(() -> socket.heard().size() == 2);
      assertThat(socket.heard())
          .containsExactly("READY=1 MAINPID=" + ProcessHandle.current().pid(), "STOPPING=1");
    }
  }
}
