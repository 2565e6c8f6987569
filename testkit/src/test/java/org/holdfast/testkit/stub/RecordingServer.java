package org.holdfast.testkit.stub;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.testkit.wire.Target;

/// Writes down every request exactly as it came over the wire, with the connection it came on, and
/// answers what it is told to.
public final class RecordingServer implements AutoCloseable {
  /// One request: the number of its connection, its head with line ends, its body.
  public record Heard(int connection, String head, String body) {
    public String startLine() {
      return head.substring(0, head.indexOf('\r'));
    }

    /// The names of its headers in order and case.
    public List<String> headerNames() {
      return head.lines()
          .skip(1)
          .filter(l -> !l.isEmpty())
          .map(l -> l.replaceAll(":.*", ""))
          .toList();
    }
  }

  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");

  private final ServerSocket socket;
  private final Function<Heard, String> answers;
  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  /// @param answers the raw answer to each request; an empty text closes the connection instead
  public RecordingServer(Function<Heard, String> answers) throws IOException {
    this.answers = answers;
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /// A whole 200 with a JSON body.
  public static String ok(String json) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + json.length()
        + "\r\n\r\n"
        + json;
  }

  public Target target() {
    return Target.of(URI.create("http://127.0.0.1:" + socket.getLocalPort()));
  }

  public List<Heard> heard() {
    return List.copyOf(heard);
  }

  private void accept() {
    try {
      while (true) {
        Socket accepted = socket.accept();
        int number = connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(accepted, number));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void serve(Socket accepted, int number) {
    try (accepted) {
      InputStream in = new BufferedInputStream(accepted.getInputStream());
      while (true) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
          int next = in.read();
          if (next < 0) {
            return;
          }
          head.write(next);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        Matcher length = LENGTH.matcher(text);
        byte[] body =
            length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
        Heard request = new Heard(number, text, new String(body, StandardCharsets.UTF_8));
        heard.add(request);
        String answer = answers.apply(request);
        if (answer.isEmpty()) {
          return;
        }
        accepted.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // The client left.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
