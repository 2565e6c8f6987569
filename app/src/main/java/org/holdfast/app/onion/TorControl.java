package org.holdfast.app.onion;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A connection to Tor's control port (control-spec, version 1): one command, one reply. Not
/// thread-safe.
final class TorControl implements AutoCloseable {
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);
  private static final int LINE_LENGTH_MAX = 16 << 10;
  private static final int LINES_MAX = 10_000;

  private final Socket socket;
  private final InputStream in;

  private TorControl(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /// Connects; the caller has to authenticate.
  static TorControl connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(address, (int) ANSWERS_WITHIN.toMillis());
      socket.setSoTimeout((int) ANSWERS_WITHIN.toMillis());
      return new TorControl(socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /// Sends a command and reads its reply.
  ///
  /// @return its lines without their codes; lines of data in their place
  /// @throws TorRefusedException if the reply is no 250
  List<String> ask(String command) throws IOException {
    if (command.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IOException("a command is one line of printable ASCII");
    }
    socket.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
    List<String> lines = new ArrayList<>();
    while (true) {
      String line = line();
      if (line.length() < 4 || !line.substring(0, 3).matches("[0-9]{3}")) {
        throw new IOException("this is no control port of Tor");
      }
      String code = line.substring(0, 3);
      char mark = line.charAt(3);
      if (code.startsWith("6")) {
        continue; // An event; none were asked for.
      }
      if (mark == ' ' && !code.equals("250")) {
        throw new TorRefusedException(code, line.substring(4));
      }
      lines.add(line.substring(4));
      if (mark == '+') {
        readData(lines);
      } else if (mark == ' ') {
        return lines;
      }
      checkCount(lines);
    }
  }

  private void readData(List<String> lines) throws IOException {
    for (String line = line(); !line.equals("."); line = line()) {
      lines.add(line.startsWith("..") ? line.substring(1) : line);
      checkCount(lines);
    }
  }

  private static void checkCount(List<String> lines) throws IOException {
    if (lines.size() > LINES_MAX) {
      throw new IOException("Tor's reply is too long");
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 || line.size() > LINE_LENGTH_MAX) {
        throw new IOException("Tor closed the control connection");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
