package org.holdfast.app.control;

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
  private final Selector readable;
  private final ByteBuffer received = ByteBuffer.allocate(4 << 10).flip();

  ControlLines(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.readable = Selector.open();
    channel.configureBlocking(false);
    channel.register(readable, SelectionKey.OP_READ);
  }

  void write(ObjectNode object) throws IOException {
    ByteBuffer line =
        ByteBuffer.wrap((object + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    while (line.hasRemaining()) {
      if (channel.write(line) == 0) {
        Thread.onSpinWait();
      }
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
    long millis = (end - System.nanoTime()) / 1_000_000;
    if (millis <= 0 || readable.select(millis) == 0) {
      throw new IOException("no answer in time");
    }
    readable.selectedKeys().clear();
    received.clear();
    int count = channel.read(received);
    received.flip();
    if (count < 0) {
      throw betweenLines ? new EOFException("the other side is gone") : new IOException("cut off");
    }
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
    readable.close();
    channel.close();
  }
}
