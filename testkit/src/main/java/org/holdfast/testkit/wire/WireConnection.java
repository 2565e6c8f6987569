package org.holdfast.testkit.wire;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// One TCP or TLS connection to a server. Not thread-safe. Whatever goes wrong on it is an
/// `IOException`; a missing or unfinished answer is a [NoAnswerException].
public final class WireConnection implements AutoCloseable {
  /// How long clients of the field wait for a silent server at least (legacy §6.2).
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Socket socket;
  private final OutputStream out;
  private final AnswerReader answers;

  private WireConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.answers = new AnswerReader(new BufferedInputStream(socket.getInputStream(), 16 * 1024));
  }

  /// Connects, with TLS and SNI if the target has it, waiting [#PATIENCE] for each answer.
  public static WireConnection open(Target target) throws IOException {
    return open(target, PATIENCE);
  }

  /// Connects; `patience` bounds connecting and each silence while reading.
  public static WireConnection open(Target target, Duration patience) throws IOException {
    Socket socket = target.connect(patience);
    try {
      return new WireConnection(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /// Sends bytes as they are.
  public void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /// Sends a request as it is.
  public void send(WireRequest request) throws IOException {
    send(request.bytes());
  }

  /// Sends `bytes` in pieces with a pause after each, like a phone on the edge of coverage.
  public void sendSlowly(byte[] bytes, int pieceSize, Duration pause) throws IOException {
    for (int from = 0; from < bytes.length; from += pieceSize) {
      out.write(bytes, from, Math.min(pieceSize, bytes.length - from));
      out.flush();
      LockSupport.parkNanos(pause.toNanos());
    }
  }

  /// Says that nothing more will be sent; answers can still be read. Plain TCP only.
  public void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  /// Drops the connection with a reset, as a probe that loses its network seems to.
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /// Reads the next answer.
  public Answer read() throws IOException {
    try {
      return answers.read();
    } catch (SocketTimeoutException e) {
      throw new NoAnswerException("no answer within the client's patience");
    }
  }

  /// Sends a request and reads its answer.
  public Answer exchange(WireRequest request) throws IOException {
    send(request);
    return read();
  }

  /// Sends one request on a connection of its own.
  public static Answer once(Target target, WireRequest request) throws IOException {
    try (WireConnection connection = open(target)) {
      return connection.exchange(request);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // The connection is gone either way; nothing was promised on it that close could break.
    }
  }
}
