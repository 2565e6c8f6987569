package org.holdfast.testkit.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.holdfast.testkit.wire.Target;

/// Leads probes that always connect to the same port to the server that lives at the moment. When
/// it is cut nothing that the server says gets out any more, as from a process that was killed.
final class Cable implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 14;

  private final ServerSocket socket;
  private final Set<Socket> connections = new HashSet<>();
  private Optional<Target> server = Optional.empty();

  private Cable(ServerSocket socket) {
    this.socket = socket;
  }

  /// A cable whose other end lies loose.
  static Cable lay() throws IOException {
    Cable cable = new Cable(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().name("cable").start(cable::accept);
    return cable;
  }

  /// The end for probes.
  Target end() {
    InetSocketAddress address = (InetSocketAddress) socket.getLocalSocketAddress();
    return new Target(address.getAddress().getHostAddress(), address.getPort(), Optional.empty());
  }

  synchronized void leadTo(Target living) {
    server = Optional.of(living);
  }

  /// From now on nothing passes, until it leads to another server.
  synchronized void cut() {
    server = Optional.empty();
    connections.forEach(Cable::hangUp);
    connections.clear();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket probe = socket.accept();
        Thread.ofVirtual().name("cable-connection").start(() -> connect(probe));
      } catch (IOException e) {
        // Closed, or the probe has gone already.
      }
    }
  }

  private void connect(Socket probe) {
    Socket inner = new Socket();
    if (!register(probe, inner)) {
      hangUp(probe);
      return;
    }
    try {
      Target target = target().orElseThrow(() -> new IOException("no server"));
      inner.connect(new InetSocketAddress(target.host(), target.port()));
      probe.setTcpNoDelay(true);
      inner.setTcpNoDelay(true);
      Thread answers = Thread.ofVirtual().start(() -> pump(inner, probe));
      pump(probe, inner);
      answers.join();
    } catch (IOException e) {
      // Hung up below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      forget(probe, inner);
    }
  }

  private synchronized Optional<Target> target() {
    return server;
  }

  private synchronized boolean register(Socket probe, Socket inner) {
    if (server.isPresent()) {
      connections.add(probe);
      connections.add(inner);
    }
    return server.isPresent();
  }

  private synchronized void forget(Socket probe, Socket inner) {
    connections.remove(probe);
    connections.remove(inner);
    hangUp(probe);
    hangUp(inner);
  }

  private static void pump(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      hangUp(from);
      hangUp(to);
    }
  }

  private static void hangUp(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more.
    }
  }

  @Override
  public void close() throws IOException {
    cut();
    socket.close();
  }
}
