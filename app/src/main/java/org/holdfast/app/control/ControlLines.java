package org.holdfast.app.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON objects over a unix socket, one a line. Not thread-safe.
final class ControlLines implements AutoCloseable {
  private static final int LINE_BYTES_MAX = 64 << 10;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final SocketChannel channel;
  private final Selector ready;
  private final SelectionKey key;
  private final ByteBuffer received = ByteBuffer.allocate(4 << 10).flip();

  ControlLines(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.ready = Selector.open();
    channel.configureBlocking(false);
    this.key = channel.register(ready, SelectionKey.OP_READ);
  }

  /// Writes an object.
  ///
  /// @throws IOException also if the other side does not take it in time
  void write(ObjectNode object, Duration patience) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    ByteBuffer line = ByteBuffer.wrap((object + "\n").getBytes(UTF_8));
    channel.write(line);
    while (line.hasRemaining()) {
      awaitReady(SelectionKey.OP_WRITE, end, "the other side takes nothing in time");
      channel.write(line);
    }
  }

  /// The next object.
  ///
  /// @throws EOFException if the other side closed between two lines
  /// @throws IOException if nothing comes in time, or what comes is not such a line
  ObjectNode read(Duration patience) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    var line = new ByteArrayOutputStream();
    while (true) {
      while (received.hasRemaining()) {
        byte next = received.get();
        if (next == '\n') {
          return parsed(line.toByteArray());
        }
        line.write(next);
        if (line.size() > LINE_BYTES_MAX) {
          throw new IOException("a line is longer than " + LINE_BYTES_MAX + " bytes");
        }
      }
      fill(end, line.size() == 0);
    }
  }

  private void fill(long end, boolean betweenLines) throws IOException {
    awaitReady(SelectionKey.OP_READ, end, "no answer in time");
    received.clear();
    int count = channel.read(received);
    received.flip();
    if (count < 0) {
      throw betweenLines ? new EOFException("the other side is gone") : new IOException("cut off");
    }
  }

  private void awaitReady(int operation, long end, String otherwise) throws IOException {
    long millis = (end - System.nanoTime()) / 1_000_000;
    key.interestOps(operation);
    if (millis <= 0 || ready.select(millis) == 0) {
      throw new IOException(otherwise);
    }
    ready.selectedKeys().clear();
  }

  private static ObjectNode parsed(byte[] line) throws IOException {
    try {
      JsonNode node = JSON.readTree(line);
      if (node instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw new IOException("a line is not JSON", e);
    }
    throw new IOException("a line is not an object");
  }

  @Override
  public void close() throws IOException {
    ready.close();
    channel.close();
  }
}
