package org.holdfast.app.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The unix datagram socket that systemd listens on, and what arrived there. The JDK has none of
/// that kind: Python opens it.
public final class NotifySocket implements AutoCloseable {
  private static final String LISTEN =
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1].replace('@', chr(0)))
      print('bound', flush=True)
      while True:
          print(s.recv(4096).decode().replace(chr(10), ' '), flush=True)
      """;

  private final Process listener;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  private NotifySocket(Process listener) {
    this.listener = listener;
  }

  /// @param name as `NOTIFY_SOCKET` has it: a path, or `@` and an abstract name
  public static NotifySocket bind(String name) throws IOException {
    Process listener =
        new ProcessBuilder("python3", "-c", LISTEN, name)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    NotifySocket socket = new NotifySocket(listener);
    BufferedReader lines = listener.inputReader(UTF_8);
    if (!"bound".equals(lines.readLine())) {
      listener.destroyForcibly();
      throw new IOException("python3 cannot bind " + name);
    }
    Thread.ofPlatform()
        .daemon()
        .name("notify-socket")
        .start(() -> lines.lines().forEach(socket.heard::add));
    return socket;
  }

  /// The messages so far, the lines of each joined by a space.
  public List<String> heard() {
    return List.copyOf(heard);
  }

  @Override
  public void close() {
    listener.destroyForcibly();
  }
}
