package org.holdfast.testkit.proxy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A SOCKS version 5 proxy (RFC 1928, RFC 1929) that leads names to ports of loopback, as Tor leads
/// onion names to services. It wants name and password, as whoever isolates circuits gives them,
/// and remembers them. Safe for concurrent use.
public final class SocksProxy implements AutoCloseable {
  private static final int NAME_AND_PASSWORD = 2;
  private static final int HOST_UNREACHABLE = 4;

  private final ServerSocket listener;
  private final Map<String, Integer> services;
  private final List<Visit> visits = new CopyOnWriteArrayList<>();

  /// A connection that was asked for.
  ///
  /// @param isolation the name that was given to it
  /// @param target `HOST:PORT`
  public record Visit(String isolation, String target) {}

  private SocksProxy(ServerSocket listener, Map<String, Integer> services) {
    this.listener = listener;
    this.services = Map.copyOf(services);
  }

  /// Listens on a free port of loopback.
  ///
  /// @param services from `HOST:PORT` to a port of loopback; nothing else can be reached
  public static SocksProxy start(Map<String, Integer> services) throws IOException {
    SocksProxy proxy =
        new SocksProxy(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), services);
    Thread.ofPlatform().daemon().name("socks-proxy").start(proxy::accept);
    return proxy;
  }

  public InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", listener.getLocalPort());
  }

  /// Every connection so far, in order.
  public List<Visit> visits() {
    return List.copyOf(visits);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> lead(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void lead(Socket client) {
    try (client;
        Socket server = new Socket()) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      Visit visit = new Visit(greet(in, client), target(in));
      visits.add(visit);
      Integer port = services.get(visit.target());
      reply(client, port == null ? HOST_UNREACHABLE : 0);
      if (port != null) {
        server.connect(new InetSocketAddress("127.0.0.1", port));
        Thread.ofVirtual().start(() -> pass(server, client));
        in.transferTo(server.getOutputStream());
        server.shutdownOutput();
      }
    } catch (IOException e) {
      // Ended by somebody.
    }
  }

  /// @return the name it calls itself
  private static String greet(DataInputStream in, Socket client) throws IOException {
    in.readByte();
    in.readFully(new byte[in.readUnsignedByte()]);
    client.getOutputStream().write(new byte[] {5, NAME_AND_PASSWORD});
    in.readByte();
    String name = word(in);
    var _ = word(in);
    client.getOutputStream().write(new byte[] {1, 0});
    return name;
  }

  private static String target(DataInputStream in) throws IOException {
    in.readFully(new byte[4]);
    return word(in) + ":" + in.readUnsignedShort();
  }

  private static String word(DataInputStream in) throws IOException {
    byte[] word = new byte[in.readUnsignedByte()];
    in.readFully(word);
    return new String(word, StandardCharsets.US_ASCII);
  }

  private static void reply(Socket client, int code) throws IOException {
    client.getOutputStream().write(new byte[] {5, (byte) code, 0, 1, 0, 0, 0, 0, 0, 0});
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // Ended by somebody.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
