package org.holdfast.edge.socks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// A TCP connection through a SOCKS version 5 proxy (RFC 1928, RFC 1929). The proxy looks the
/// host's name up, so that nobody else hears of it. Not thread-safe; a virtual thread that is
/// interrupted gives it up.
final class SocksConnection implements AutoCloseable {
  private static final int VERSION = 5;
  private static final int NO_AUTHENTICATION = 0;
  private static final int NAME_AND_PASSWORD = 2;
  private static final int HOST_LENGTH_MAX = 255;
  private static final int REST_OF_IPV4 = 4 + 2;
  private static final int REST_OF_IPV6 = 16 + 2;

  private Socket socket = new Socket();
  private final long endNanos;

  private SocksConnection(Duration within) {
    this.endNanos = System.nanoTime() + within.toNanos();
  }

  /// Connects.
  ///
  /// @param isolation Tor uses other circuits for each; 1 to 255 ASCII characters
  /// @param within bounds connecting and everything that is read later, together
  /// @throws IOException if the proxy is not there, or cannot reach the target
  static SocksConnection open(
      InetSocketAddress proxy, String isolation, String host, int port, Duration within)
      throws IOException {
    SocksConnection connection = new SocksConnection(within);
    boolean open = false;
    try {
      connection.socket.connect(proxy, connection.millisLeft());
      connection.socket.setTcpNoDelay(true);
      connection.authenticate(isolation);
      connection.connect(host, port);
      open = true;
      return connection;
    } finally {
      if (!open) {
        connection.close();
      }
    }
  }

  private void authenticate(String isolation) throws IOException {
    send(new byte[] {VERSION, 2, NAME_AND_PASSWORD, NO_AUTHENTICATION});
    int method = exactly(2)[1];
    if (method == NO_AUTHENTICATION) {
      return;
    }
    if (method != NAME_AND_PASSWORD) {
      throw new IOException("the SOCKS proxy wants another authentication");
    }
    byte[] name = isolation.getBytes(US_ASCII);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    said.write(1);
    said.write(name.length);
    said.writeBytes(name);
    said.write(name.length);
    said.writeBytes(name);
    send(said.toByteArray());
    if (exactly(2)[1] != 0) {
      throw new IOException("the SOCKS proxy refuses the authentication");
    }
  }

  private void connect(String host, int port) throws IOException {
    byte[] name = host.getBytes(US_ASCII);
    if (name.length == 0 || name.length > HOST_LENGTH_MAX) {
      throw new IOException("a host is 1 to " + HOST_LENGTH_MAX + " characters");
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    said.writeBytes(new byte[] {VERSION, 1, 0, 3, (byte) name.length});
    said.writeBytes(name);
    said.write(port >> 8);
    said.write(port);
    send(said.toByteArray());
    byte[] reply = exactly(4);
    if (reply[1] != 0) {
      throw new IOException("the SOCKS proxy cannot reach it (reply " + (reply[1] & 0xff) + ")");
    }
    switch (reply[3]) {
      case 1 -> exactly(REST_OF_IPV4);
      case 3 -> exactly((exactly(1)[0] & 0xff) + 2);
      case 4 -> exactly(REST_OF_IPV6);
      default -> throw new IOException("the SOCKS proxy gives an address of an unknown kind");
    }
  }

  /// Speaks TLS from here on, with whoever has a certificate of that name.
  void secure(SSLSocketFactory factory, String host, int port) throws IOException {
    SSLSocket secured = (SSLSocket) factory.createSocket(socket, host, port, true);
    socket = secured;
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.setSoTimeout(millisLeft());
    secured.startHandshake();
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /// Reads what is there, at least one byte.
  ///
  /// @return how many; -1 at the end
  int read(byte[] into, int from) throws IOException {
    socket.setSoTimeout(millisLeft());
    return socket.getInputStream().read(into, from, into.length - from);
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = new byte[count];
    int filled = 0;
    while (filled < count) {
      int more = read(bytes, filled);
      if (more < 0) {
        throw new EOFException("the SOCKS proxy closed the connection");
      }
      filled += more;
    }
    return bytes;
  }

  private int millisLeft() throws IOException {
    long left = (endNanos - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new IOException("no answer in time");
    }
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
