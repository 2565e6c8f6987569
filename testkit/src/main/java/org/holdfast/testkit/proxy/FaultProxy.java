package org.holdfast.testkit.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// Passes TCP connections on to a server on loopback, or does to them what networks do. A fault
/// holds for the connections that are open and for those to come, until the next [#set]. Safe for
/// concurrent use.
public final class FaultProxy implements AutoCloseable {
  /// What happens to bytes.
  public enum Fault {
    /// They pass.
    NONE,
    /// They pass after the delay.
    DELAY,
    /// Connections are closed in order, and closed again as soon as they are made.
    CUT,
    /// Likewise with a reset.
    RESET,
    /// The client's bytes reach the server, whose answers are lost. Connections stay open.
    HALF_OPEN,
    /// Nothing reaches anybody. Connections stay open, and are still accepted.
    BLACK_HOLE
  }

  private final ServerSocket listener;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile int target;
  private volatile Fault fault = Fault.NONE;
  private volatile Duration delay = Duration.ZERO;

  private FaultProxy(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  /// Listens on a free port of loopback.
  public static FaultProxy start() throws IOException {
    FaultProxy proxy =
        new FaultProxy(new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1")), 0);
    Thread.ofVirtual().name("fault-proxy").start(proxy::accept);
    return proxy;
  }

  /// Where clients connect.
  public int port() {
    return listener.getLocalPort();
  }

  /// `127.0.0.1:port`.
  public String address() {
    return "127.0.0.1:" + port();
  }

  /// The port of loopback that connections made from now on lead to.
  public void leadTo(int port) {
    target = port;
  }

  /// Does this to connections from now on. Those that were struck by [Fault#HALF_OPEN] or
  /// [Fault#BLACK_HOLE] have lost bytes and are reset when that ends.
  public void set(Fault next) {
    Fault before = fault;
    fault = next;
    boolean lostBytes = before == Fault.HALF_OPEN || before == Fault.BLACK_HOLE;
    if (next == Fault.CUT || next == Fault.RESET || (lostBytes && next != before)) {
      links.stream().filter(link -> !link.isHeld()).forEach(link -> link.end(next != Fault.CUT));
    }
  }

  /// Lets everything pass, this much later.
  public void delay(Duration time) {
    delay = time;
    set(Fault.DELAY);
  }

  /// What clients send from now on over the connections that are open is kept back, until [#letGo].
  /// Connections made meanwhile are not concerned, nor are these by any other fault.
  public void holdBack() {
    links.forEach(Link::hold);
  }

  /// What was kept back reaches the server, also from clients that are gone by now.
  public void letGo() {
    links.forEach(link -> link.gate.complete(true));
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> link(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void link(Socket client) {
    Link link = new Link(client, new Socket());
    links.add(link);
    try {
      if (fault == Fault.CUT || fault == Fault.RESET) {
        link.end(fault == Fault.RESET);
        return;
      }
      link.server.connect(new InetSocketAddress("127.0.0.1", target), 2_000);
      Thread.ofVirtual().start(() -> link.pass(link.server, link.client, true));
      link.pass(link.client, link.server, false);
    } catch (IOException e) {
      link.end(false);
    }
  }

  private final class Link {
    private final Socket client;
    private final Socket server;
    private volatile CompletableFuture<Boolean> gate = CompletableFuture.completedFuture(true);
    private volatile boolean wasHeld;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void hold() {
      wasHeld = true;
      gate = new CompletableFuture<>();
    }

    boolean isHeld() {
      return !gate.isDone();
    }

    void pass(Socket from, Socket to, boolean answers) {
      byte[] buffer = new byte[64 << 10];
      boolean lostBytes = false;
      try {
        int length = from.getInputStream().read(buffer);
        while (length >= 0) {
          if (!answers && wasHeld) {
            gate.join();
          }
          Fault now = wasHeld ? Fault.NONE : fault;
          if (now == Fault.BLACK_HOLE || (now == Fault.HALF_OPEN && answers)) {
            lostBytes = true;
          } else if (lostBytes) {
            // No network passes what comes after a hole. Whoever ends the fault ends this, too.
            end(true);
          } else {
            if (now == Fault.DELAY) {
              Thread.sleep(delay);
            }
            to.getOutputStream().write(buffer, 0, length);
          }
          length = from.getInputStream().read(buffer);
        }
      } catch (IOException e) {
        // Ended by somebody.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (answers || !wasHeld) {
        end(false); // what was held back is answered first
      }
    }

    void end(boolean reset) {
      links.remove(this);
      for (Socket socket : new Socket[] {client, server}) {
        try {
          if (reset) {
            socket.setSoLinger(true, 0);
          }
          socket.close();
        } catch (IOException e) {
          // It was closed already.
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    letGo();
    links.forEach(link -> link.end(false));
  }
}
