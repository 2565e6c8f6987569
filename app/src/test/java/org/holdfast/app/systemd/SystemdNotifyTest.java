package org.holdfast.app.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against a real datagram socket, which the JDK cannot open: Python does.
@Timeout(60)
final class SystemdNotifyTest {
  private static final String LISTEN =
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1].replace('@', chr(0)))
      print('bound', flush=True)
      for i in range(2):
          print(s.recv(4096).decode().replace(chr(10), ' '), flush=True)
      """;

  @TempDir Path directory;

  @Test
  void stateIsSentToTheNamedSocket() throws Exception {
    hears(directory.resolve("notify").toString());
  }

  @Test
  void stateIsSentToAnAbstractSocket() throws Exception {
    hears("@holdfast-test-" + ProcessHandle.current().pid());
  }

  private static void hears(String socket) throws Exception {
    Process listener = new ProcessBuilder("python3", "-c", LISTEN, socket).start();
    try (BufferedReader heard =
        new BufferedReader(new InputStreamReader(listener.getInputStream(), UTF_8))) {
      assertThat(heard.readLine()).isEqualTo("bound");
      SystemdNotify systemd = SystemdNotify.from(Map.of("NOTIFY_SOCKET", socket));
      systemd.ready();
      assertThat(heard.readLine()).isEqualTo("READY=1 MAINPID=" + ProcessHandle.current().pid());
      systemd.stopping();
      assertThat(heard.readLine()).isEqualTo("STOPPING=1");
    } finally {
      listener.destroyForcibly();
    }
  }
}
