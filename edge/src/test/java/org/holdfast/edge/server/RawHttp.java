package org.holdfast.edge.server;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A client that sends exactly the bytes it is given and reads answers one at a time.
final class RawHttp implements AutoCloseable {
  /// Longer than any deadline under test, so that a missing answer fails rather than hangs.
  private static final int PATIENCE_MILLIS = 20_000;

  // An array, because tests look at single bytes; answers are not compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(int status, Map<String, String> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /// Empty if absent.
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private RawHttp(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  static RawHttp connect(int port) throws IOException {
    return new RawHttp(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  static RawHttp over(Socket socket) throws IOException {
    return new RawHttp(socket);
  }

  RawHttp send(String bytes) throws IOException {
    return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawHttp send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  /// Says that nothing more comes, but goes on listening.
  RawHttp finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  int localPort() {
    return socket.getLocalPort();
  }

  /// The next answer, interim ones included.
  Answer receive() throws IOException {
    String statusLine = line();
    int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    boolean headOnly = status < 200 || status == 204 || status == 304;
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = headOnly ? new byte[0] : in.readNBytes(length);
    return new Answer(status, headers, body);
  }

  /// Whether part of an answer has arrived.
  boolean hasAnswer() throws IOException {
    return in.available() > 0;
  }

  /// Whether the server closes the connection without sending anything more.
  boolean isClosedByServer() throws IOException {
    return in.read() < 0;
  }

  /// Everything until the server closes the connection.
  byte[] receiveToTheEnd() throws IOException {
    return in.readAllBytes();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int c = in.read();
    while (c != '\n') {
      if (c < 0) {
        throw new EOFException("closed after: " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
      c = in.read();
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
