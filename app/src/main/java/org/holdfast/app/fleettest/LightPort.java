package org.holdfast.app.fleettest;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// The port of a light node, which is closed and opened again. It is below the ports that outgoing
/// connections get, one of which might take the node's place while it is dead.
final class LightPort implements AutoCloseable {
  private static final int BACKLOG = 64;
  private static final int PORT_MIN = 15_000;
  private static final int PORT_MAX = 32_000;
  private static final int PORTS_TRIED = 100;
  private static final int FILLING = 4;
  private static final int FILLED_WITHIN_MILLIS = 50;
  private static final Duration FREE_WITHIN = Duration.ofSeconds(2);

  private final int number;
  private final List<Socket> stuffing = new ArrayList<>();
  private ServerSocket socket;

  private LightPort(ServerSocket socket) {
    this.socket = socket;
    this.number = socket.getLocalPort();
  }

  static LightPort anywhere(RandomGenerator random) throws IOException {
    for (int tries = 0; tries < PORTS_TRIED; tries++) {
      try {
        return new LightPort(bound(random.nextInt(PORT_MIN, PORT_MAX), BACKLOG));
      } catch (BindException e) {
        // Somebody else's.
      }
    }
    throw new IOException("there is no free port");
  }

  static LightPort at(int port) throws IOException {
    return new LightPort(listen(port, BACKLOG));
  }

  int number() {
    return number;
  }

  ServerSocket socket() {
    return socket;
  }

  void open() throws IOException {
    socket = listen(number, BACKLOG);
  }

  /// Nobody accepts, and the queue is kept full.
  void stuff() throws IOException {
    socket = listen(number, 1);
    for (int i = 0; i < FILLING; i++) {
      Socket filling = new Socket();
      stuffing.add(filling);
      try {
        filling.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), number), FILLED_WITHIN_MILLIS);
      } catch (IOException e) {
        // The queue is full.
      }
    }
  }

  /// The port of a socket that was closed a moment ago may not be free yet.
  private static ServerSocket listen(int port, int backlog) throws IOException {
    long end = System.nanoTime() + FREE_WITHIN.toNanos();
    while (true) {
      try {
        return bound(port, backlog);
      } catch (BindException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private static ServerSocket bound(int port, int backlog) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), backlog);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket filling : stuffing) {
      filling.close();
    }
    stuffing.clear();
  }
}
