package org.holdfast.app.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A session with a running server. Not thread-safe.
public final class ControlClient implements AutoCloseable {
  private final ControlLines lines;

  private ControlClient(ControlLines lines) {
    this.lines = lines;
  }

  /// Connects to the process that owns `socket`.
  public static ControlClient connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new ControlClient(new ControlLines(channel));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// Asks for something that needs no more words.
  public ObjectNode ask(String what, Duration patience)
      throws IOException, ControlRefusedException {
    return ask(what, JsonNodeFactory.instance.objectNode(), patience);
  }

  /// Asks, and waits for the answer.
  ///
  /// @throws IOException if the process does not answer in time, or is gone
  /// @throws ControlRefusedException if it says no
  public ObjectNode ask(String what, ObjectNode more, Duration patience)
      throws IOException, ControlRefusedException {
    lines.write(more.deepCopy().put("ask", what), patience);
    ObjectNode answer = lines.read(patience);
    if (!answer.path("ok").booleanValue(false)) {
      throw new ControlRefusedException(answer.path("problem").stringValue("no reason is given"));
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
