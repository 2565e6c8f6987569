package org.holdfast.app.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.app.config.HostPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What HAProxy's `agent-check` asks: whoever connects is told one line, as in `up ready` or
/// `drain`, and the connection is closed (HAProxy 2.6, configuration manual §5.2). While another
/// process speaks for this machine, as during an upgrade, nothing is said, which changes nothing
/// for HAProxy.
final class AgentSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AgentSocket.class);
  private static final int BACKLOG = 16;
  private static final Duration AFTER_FAILURE = Duration.ofMillis(100);

  private final ServerSocket socket;
  private final Supplier<Optional<String>> word;

  private AgentSocket(ServerSocket socket, Supplier<Optional<String>> word) {
    this.socket = socket;
    this.word = word;
  }

  static AgentSocket open(HostPort address, Supplier<Optional<String>> word) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      // During an upgrade two processes are there.
      socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      socket.bind(new InetSocketAddress(address.host(), address.port()), BACKLOG);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
    AgentSocket agent = new AgentSocket(socket, word);
    Thread unused = Thread.ofPlatform().daemon().name("fleet-agent").start(agent::answer);
    return agent;
  }

  private void answer() {
    while (!socket.isClosed()) {
      try (Socket asking = socket.accept()) {
        // A line fits the socket's buffer, so that nobody can hold this thread.
        String line = word.get().map(said -> said + "\n").orElse("");
        asking.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        LOG.debug("A load balancer was not answered", e);
        pause();
      }
    }
  }

  /// If no file descriptor was left for it, the next one would fail at once.
  private static void pause() {
    try {
      Thread.sleep(AFTER_FAILURE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("The agent's socket was not closed cleanly", e);
    }
  }
}
