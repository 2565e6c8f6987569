package org.holdfast.testkit.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.testkit.wire.Target;

/// Leads each connection of a plain client another way, over TLS or Tor or neither, and cuts many
/// of them off at a random byte: so that reports are interrupted anywhere and continued anywhere
/// else. Which way and where is drawn from a seed, in the order in which connections are made. Safe
/// for concurrent use.
public final class RovingProxy implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int PIECE = 16 << 10;

  private final ServerSocket listener;
  private final List<Target> ways;
  private final Cuts cuts;
  private final Random random;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger cutOff = new AtomicInteger();
  private volatile boolean calm;

  /// How many connections are cut off, and where.
  ///
  /// @param share of 0 to 1; half of them while the client speaks, half while the server does
  /// @param requestBytes the client is cut off before so many
  /// @param answerBytes likewise the server
  public record Cuts(double share, int requestBytes, int answerBytes) {}

  private record Plan(Target way, long requestBytes, long answerBytes) {}

  private RovingProxy(ServerSocket listener, List<Target> ways, Cuts cuts, long seed) {
    this.listener = listener;
    this.ways = List.copyOf(ways);
    this.cuts = cuts;
    this.random = new Random(seed);
  }

  /// Listens on a free port of loopback.
  public static RovingProxy start(List<Target> ways, Cuts cuts, long seed) throws IOException {
    RovingProxy proxy =
        new RovingProxy(
            new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1")), ways, cuts, seed);
    Thread.ofPlatform().daemon().name("roving-proxy").start(proxy::accept);
    return proxy;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /// How many connections it has cut off.
  public int cutOff() {
    return cutOff.get();
  }

  /// Cuts nobody off any more.
  public void calmDown() {
    calm = true;
  }

  private synchronized Plan plan() {
    Target way = ways.get(random.nextInt(ways.size()));
    boolean cut = random.nextDouble() < cuts.share && !calm;
    boolean request = random.nextBoolean();
    int at = random.nextInt(request ? cuts.requestBytes : cuts.answerBytes);
    return new Plan(
        way, cut && request ? at : Long.MAX_VALUE, cut && !request ? at : Long.MAX_VALUE);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Plan plan = plan();
        Thread.ofVirtual().start(() -> lead(client, plan));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void lead(Socket client, Plan plan) {
    sockets.add(client);
    try {
      Socket server = plan.way.connect(PATIENCE);
      sockets.add(server);
      Thread.ofVirtual().start(() -> pass(server, client, plan.answerBytes));
      pass(client, server, plan.requestBytes);
    } catch (IOException e) {
      end(client, client);
    }
  }

  private void pass(Socket from, Socket to, long atMost) {
    byte[] buffer = new byte[PIECE];
    long left = atMost;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int length = in.read(buffer);
      while (length >= 0 && left >= length) {
        out.write(buffer, 0, length);
        out.flush();
        left -= length;
        length = in.read(buffer);
      }
      if (length >= 0) {
        cutOff.incrementAndGet();
        out.write(buffer, 0, (int) left);
        out.flush();
      }
    } catch (IOException e) {
      // Ended by somebody.
    }
    end(from, to);
  }

  private void end(Socket one, Socket other) {
    for (Socket socket : List.of(one, other)) {
      sockets.remove(socket);
      try {
        socket.close();
      } catch (IOException e) {
        // It was closed already.
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    sockets.forEach(socket -> end(socket, socket));
  }
}
