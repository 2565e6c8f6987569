package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.app.config.HostPort;
import org.holdfast.testkit.process.FreePorts;
import org.junit.jupiter.api.Test;

/// What a load balancer is told, and that nobody speaks for a machine whose other process does.
class AgentSocketTest {
  @Test
  void onlyWhoSpeaksForTheMachineSaysAWord() throws Exception {
    int port = FreePorts.pick(1).getFirst();
    AtomicReference<Optional<String>> word = new AtomicReference<>(Optional.of("up ready"));
    try (AgentSocket agent = AgentSocket.open(new HostPort("127.0.0.1", port), word::get)) {
      assertThat(asked(port)).isEqualTo("up ready\n");

      word.set(Optional.empty());
      assertThat(asked(port)).isEmpty();

      word.set(Optional.of("drain"));
      assertThat(asked(port)).isEqualTo("drain\n");
    }
  }

  private static String asked(int port) throws IOException {
    try (var socket = new Socket("127.0.0.1", port)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
