package org.holdfast.bench.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// One HTTP/1.1 connection that sends prepared bytes and reads just enough of the answer to know
/// where it ends. Answers must carry `Content-Length`, as Holdfast's do.
final class KeepAliveConnection implements AutoCloseable {
  private static final String LENGTH_HEADER = "content-length:";
  private static final String RETRY_HEADER = "retry-after:";

  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;
  private final byte[] sink = new byte[8192];
  private boolean retryAfter;

  private KeepAliveConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.in = new BufferedInputStream(socket.getInputStream(), 8192);
  }

  static KeepAliveConnection open(URI server) throws IOException {
    Socket socket = new Socket(InetAddress.getByName(server.getHost()), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    return new KeepAliveConnection(socket);
  }

  /// Sends a whole request and reads the answer to its end.
  ///
  /// @return the status
  int exchange(byte[] request) throws IOException {
    out.write(request);
    return readAnswer();
  }

  /// Whether the last answer said when to come back.
  boolean saidRetryAfter() {
    return retryAfter;
  }

  /// Sends bytes without waiting for anything.
  void send(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  private int readAnswer() throws IOException {
    String statusLine = readLine();
    int status = Integer.parseInt(statusLine.substring(9, 12));
    long length = 0;
    retryAfter = false;
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      if (line.regionMatches(true, 0, LENGTH_HEADER, 0, LENGTH_HEADER.length())) {
        length = Long.parseLong(line.substring(LENGTH_HEADER.length()).trim());
      }
      retryAfter |= line.regionMatches(true, 0, RETRY_HEADER, 0, RETRY_HEADER.length());
    }
    while (length > 0) {
      int read = in.read(sink, 0, (int) Math.min(sink.length, length));
      if (read < 0) {
        throw new EOFException("the answer ended early");
      }
      length -= read;
    }
    return status;
  }

  private String readLine() throws IOException {
    int count = 0;
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection was closed");
      }
      if (count == sink.length) {
        throw new IOException("a header line is too long");
      }
      sink[count++] = (byte) b;
    }
    int end = count > 0 && sink[count - 1] == '\r' ? count - 1 : count;
    return new String(sink, 0, end, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
