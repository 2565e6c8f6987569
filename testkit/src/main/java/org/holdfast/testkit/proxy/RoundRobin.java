package org.holdfast.testkit.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Passes TCP connections on to servers on loopback, each to the next one in turn that accepts it:
/// a load balancer without any stickiness. Safe for concurrent use.
public final class RoundRobin implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2_000;

  private final ServerSocket listener;
  private final List<Integer> ports;
  private final AtomicInteger turns = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private RoundRobin(ServerSocket listener, List<Integer> ports) {
    this.listener = listener;
    this.ports = List.copyOf(ports);
  }

  /// Listens on a free port of loopback.
  ///
  /// @param ports of the servers
  public static RoundRobin start(List<Integer> ports) throws IOException {
    RoundRobin balancer =
        new RoundRobin(new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1")), ports);
    Thread.ofPlatform().daemon().name("round-robin").start(balancer::accept);
    return balancer;
  }

  /// Where clients connect.
  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = connect()) {
      open.add(server);
      Thread answers = Thread.ofVirtual().start(() -> pass(server, client));
      pass(client, server);
      answers.join();
      open.remove(server);
    } catch (IOException e) {
      // Nobody accepts; the client sees its connection end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private Socket connect() throws IOException {
    IOException last = new IOException("no servers");
    for (int tried = 0; tried < ports.size(); tried++) {
      int port = ports.get(Math.floorMod(turns.getAndIncrement(), ports.size()));
      Socket server = new Socket();
      try {
        server.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
        return server;
      } catch (IOException e) {
        server.close();
        last = e;
      }
    }
    throw last;
  }

  /// What one side has ended is ended on the other side too.
  private static void pass(Socket from, Socket to) {
    try {
      var _ = from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      endQuietly(from);
      endQuietly(to);
    }
  }

  private static void endQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It was closed already.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(RoundRobin::endQuietly);
  }
}
