package org.holdfast.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// One keep-alive connection of an [OpenLoad]: sends a request when it is due, or as soon as the
/// answer to the one before is there, and opens itself again when it was cut.
final class OpenConnection {
  private final URI server;
  private final Selector selector;
  private final SubmissionTemplate.Numbered requests;
  private final OpenAnswers answers;
  private final AnswerReader answer = new AnswerReader();
  private final Deque<Long> waiting = new ArrayDeque<>();
  private @Nullable SocketChannel channel;
  private @Nullable ByteBuffer unsent;
  private boolean busy;
  private long due;
  private long sent;

  OpenConnection(
      URI server, Selector selector, SubmissionTemplate.Numbered requests, OpenAnswers answers) {
    this.server = server;
    this.selector = selector;
    this.requests = requests;
    this.answers = answers;
  }

  /// A request is due on this connection.
  void due(long nanos) {
    waiting.add(nanos);
    if (!busy) {
      sendNext();
    }
  }

  /// Whether an answer is missing.
  boolean isBusy() {
    return busy;
  }

  private void sendNext() {
    while (!busy && !waiting.isEmpty()) {
      due = waiting.remove();
      try {
        SocketChannel open = channel == null ? open() : channel;
        busy = true;
        sent = System.nanoTime();
        ByteBuffer request = requests.next();
        open.write(request);
        if (request.hasRemaining()) {
          // The buffer is everybody's.
          unsent = ByteBuffer.allocate(request.remaining()).put(request).flip();
          open.keyFor(selector).interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
      } catch (IOException e) {
        fail();
      }
    }
  }

  private SocketChannel open() throws IOException {
    SocketChannel opened =
        SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
    channel = opened;
    opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
    opened.configureBlocking(false);
    opened.register(selector, SelectionKey.OP_READ, this);
    return opened;
  }

  /// Something can be written or read.
  void ready(SelectionKey key) {
    try {
      if (key.isWritable()) {
        sendRest(key);
      }
      if (key.isReadable() && channel != null && answer.read(channel)) {
        answers.count(answer.status(), answer.saidRetryAfter(), due, sent, System.nanoTime());
        busy = false;
      }
    } catch (IOException e) {
      fail();
    }
    sendNext();
  }

  private void sendRest(SelectionKey key) throws IOException {
    if (channel != null && unsent != null) {
      channel.write(unsent);
    }
    if (unsent == null || !unsent.hasRemaining()) {
      unsent = null;
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  private void fail() {
    if (busy) {
      answers.countBroken();
    }
    close();
  }

  void close() {
    busy = false;
    unsent = null;
    answer.clear();
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // It is of no use any more.
    }
    channel = null;
  }

  /// Takes answers apart, as far as a load has to: where they end, their status and whether they
  /// say when to come back. Answers must carry `Content-Length`, as Holdfast's do.
  private static final class AnswerReader {
    private static final int BYTES_MAX = 8192;

    private final ByteBuffer bytes = ByteBuffer.allocate(BYTES_MAX);
    private int status;
    private boolean retryAfter;

    /// @return whether a whole answer is there
    boolean read(SocketChannel channel) throws IOException {
      int count = channel.read(bytes);
      if (count < 0) {
        throw new EOFException("the connection was closed");
      }
      int end = endOfHead();
      if (end < 0) {
        return false;
      }
      int length = contentLength(end);
      if (bytes.position() < end + length) {
        return false;
      }
      status = number(9);
      retryAfter = find("retry-after:", end) >= 0;
      bytes.clear();
      return true;
    }

    int status() {
      return status;
    }

    boolean saidRetryAfter() {
      return retryAfter;
    }

    void clear() {
      bytes.clear();
    }

    private int endOfHead() {
      for (int i = 3; i < bytes.position(); i++) {
        if (bytes.get(i) == '\n' && bytes.get(i - 2) == '\n') {
          return i + 1;
        }
      }
      return -1;
    }

    private int contentLength(int end) throws IOException {
      int at = find("content-length:", end);
      if (at < 0) {
        throw new IOException("an answer without Content-Length");
      }
      return number(at);
    }

    private int number(int from) {
      int at = from;
      while (bytes.get(at) == ' ') {
        at++;
      }
      int number = 0;
      for (; bytes.get(at) >= '0' && bytes.get(at) <= '9'; at++) {
        number = number * 10 + bytes.get(at) - '0';
      }
      return number;
    }

    /// Where the value of a header begins whose name, in lower case and with its colon, stands at
    /// the beginning of a line; -1 if it does not.
    private int find(String name, int end) {
      for (int line = 0; line + name.length() < end; line++) {
        if (line > 0 && bytes.get(line - 1) == '\n' && isAt(name, line)) {
          return line + name.length();
        }
      }
      return -1;
    }

    private boolean isAt(String name, int at) {
      for (int i = 0; i < name.length(); i++) {
        int letter = bytes.get(at + i);
        if ((letter >= 'A' && letter <= 'Z' ? letter + 32 : letter) != name.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }
}
