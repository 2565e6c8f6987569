package org.holdfast.app.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
final class ControlLinesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MANY = 40;

  @TempDir Path directory;

  private SocketChannel near;
  private SocketChannel far;

  @BeforeEach
  void connect() throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      var _ = listening.bind(address);
      near = SocketChannel.open(address);
      far = listening.accept();
    }
  }

  @AfterEach
  void close() throws Exception {
    near.close();
    far.close();
  }

  @Test
  void whoDoesNotReadIsGivenUp() throws Exception {
    try (ControlLines lines = new ControlLines(near)) {
      assertThatThrownBy(() -> writeMany(lines, Duration.ofMillis(50)))
          .isInstanceOf(IOException.class)
          .hasMessage("the other side takes nothing in time");
    }
  }

  @Test
  void whoReadsLateGetsEverything() throws Exception {
    try (ControlLines writing = new ControlLines(near);
        ControlLines reading = new ControlLines(far)) {
      CompletableFuture<Void> written =
          CompletableFuture.runAsync(
              () -> {
                try {
                  writeMany(writing, PATIENCE);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      for (int i = 0; i < MANY; i++) {
        assertThat(reading.read(PATIENCE).path("number").intValue(-1)).isEqualTo(i);
      }
      written.join();
    }
  }

  /// More than fits between the two.
  private static void writeMany(ControlLines lines, Duration patience) throws IOException {
    for (int i = 0; i < MANY; i++) {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      lines.write(line.put("number", i).put("filler", "x".repeat(60_000)), patience);
    }
  }
}
