package org.holdfast.testkit.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Stands between a client and a server and does to single exchanges what networks and overloaded
/// servers do. It tells clients to use a connection once, so that a connection is an exchange.
public final class HttpFaultProxy implements AutoCloseable {
  private static final byte[] UNAVAILABLE =
      ("HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nConnection: close\r\n\r\n"
              + "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code></Error>")
          .getBytes(ISO_8859_1);

  private static final byte[] FORBIDDEN =
      ("HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nConnection: close\r\n\r\n"
              + "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>")
          .getBytes(ISO_8859_1);

  /// Enough for the head of an answer and less than what tests read.
  private static final int CUT_AFTER_BYTES = 900;

  private final ServerSocket listening;
  private final int serverPort;
  private final Queue<Planned> next = new ConcurrentLinkedQueue<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong answered = new AtomicLong();
  private volatile @Nullable HttpFault all;
  private volatile @Nullable String forbidden;

  /// @param method of the requests it is meant for; empty for any
  private record Planned(String method, HttpFault fault) {}

  private HttpFaultProxy(ServerSocket listening, int serverPort) {
    this.listening = listening;
    this.serverPort = serverPort;
  }

  /// Starts relaying to a port of this machine.
  public static HttpFaultProxy start(int serverPort) throws IOException {
    HttpFaultProxy proxy =
        new HttpFaultProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), serverPort);
    Thread.ofPlatform().daemon().name("http-fault-proxy").start(proxy::accept);
    return proxy;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  /// Does this to the next `count` exchanges.
  public void next(int count, HttpFault fault) {
    next("", count, fault);
  }

  /// Does this to the next `count` exchanges whose requests have this method.
  public void next(String method, int count, HttpFault fault) {
    for (int i = 0; i < count; i++) {
      next.add(new Planned(method, fault));
    }
  }

  /// Does this to every exchange that begins, until [#heal].
  public void all(HttpFault fault) {
    all = fault;
  }

  /// Answers 403 to every request that begins so, as a policy of the store does, until [#heal].
  ///
  /// @param beginning method and path, such as `PUT /bucket/raw/`
  public void forbid(String beginning) {
    forbidden = beginning;
  }

  /// Leaves exchanges alone.
  public void heal() {
    all = null;
    forbidden = null;
    next.clear();
  }

  /// How many of the faults asked for by [#next] have not happened yet.
  public int outstanding() {
    return next.size();
  }

  /// The bytes of all answers so far, heads and bodies.
  public long answeredBytes() {
    return answered.get();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> exchange(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void exchange(Socket client) {
    byte[] beginning = new byte[1 << 12];
    try (client) {
      int count = client.getInputStream().read(beginning);
      if (count < 0) {
        return;
      }
      String request = new String(beginning, 0, count, ISO_8859_1);
      String never = forbidden;
      if (never != null && request.startsWith(never)) {
        keepFromServer(client, FORBIDDEN);
        return;
      }
      HttpFault fault = faultFor(request);
      if (fault == HttpFault.SILENCE || fault == HttpFault.UNAVAILABLE) {
        keepFromServer(client, fault == HttpFault.SILENCE ? new byte[0] : UNAVAILABLE);
        return;
      }
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
        open.add(server);
        server.getOutputStream().write(beginning, 0, count);
        Thread.ofVirtual().start(() -> relayRequest(client, server));
        relayAnswer(server, client, fault);
      }
    } catch (IOException e) {
      // One side has gone, which is what this is about.
    } finally {
      open.remove(client);
    }
  }

  private synchronized @Nullable HttpFault faultFor(String request) {
    HttpFault ofAll = all;
    Planned planned = next.peek();
    if (ofAll != null || planned == null || !request.startsWith(planned.method())) {
      return ofAll;
    }
    next.remove();
    return planned.fault();
  }

  /// Takes the rest of the request in, since closing on unread bytes would reset the connection
  /// under the answer.
  private static void keepFromServer(Socket client, byte[] answer) throws IOException {
    if (answer.length > 0) {
      client.getOutputStream().write(answer);
      client.shutdownOutput();
    }
    var _ = client.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private void relayRequest(Socket client, Socket server) {
    try {
      var _ = client.getInputStream().transferTo(server.getOutputStream());
      server.close();
    } catch (IOException e) {
      // The exchange is over.
    } finally {
      open.remove(server);
    }
  }

  private void relayAnswer(Socket server, Socket client, @Nullable HttpFault fault)
      throws IOException {
    InputStream in = server.getInputStream();
    OutputStream out = client.getOutputStream();
    byte[] buffer = new byte[1 << 16];
    long sent = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (fault == HttpFault.ANSWER_LOST) {
        return;
      }
      var _ = answered.addAndGet(count);
      if (sent == 0) {
        byte[] head = usedOnce(new String(buffer, 0, count, ISO_8859_1));
        sent += write(out, head, head.length, fault, sent);
      } else {
        sent += write(out, buffer, count, fault, sent);
      }
      if (fault == HttpFault.ANSWER_CUT && sent >= CUT_AFTER_BYTES) {
        return;
      }
    }
  }

  private static int write(
      OutputStream out, byte[] bytes, int count, @Nullable HttpFault fault, long sent)
      throws IOException {
    int some =
        fault == HttpFault.ANSWER_CUT ? (int) Math.min(count, CUT_AFTER_BYTES - sent) : count;
    out.write(bytes, 0, some);
    return some;
  }

  private static byte[] usedOnce(String beginning) {
    int endOfFirstLine = beginning.indexOf("\r\n");
    return (beginning.substring(0, endOfFirstLine + 2)
            + "Connection: close\r\n"
            + beginning.substring(endOfFirstLine + 2))
        .getBytes(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
