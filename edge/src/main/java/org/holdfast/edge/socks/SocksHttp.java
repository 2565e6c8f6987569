package org.holdfast.edge.socks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSocketFactory;

/// Asks servers over HTTP/1.0, plain or in TLS, through a SOCKS proxy, one connection for each
/// question. Certificates are verified as browsers do it. What failed is asked over other circuits
/// of Tor the next time, as a client of a service that was started anew may otherwise wait for one
/// that is gone. Thread-safe.
public final class SocksHttp {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int HEAD_BYTES_MAX = 16 << 10;

  private final InetSocketAddress proxy;
  private final RandomGenerator random;
  private final Supplier<SSLSocketFactory> tls;
  private volatile String circuits;

  /// What came back.
  public record Answer(int status, byte[] body) {}

  /// A question.
  ///
  /// @param url `http://host[:port]/path?query`, or `https`
  /// @param headers besides `Connection` and `Content-Length`; `Host` if it is not that of `url`
  /// @param body empty for none
  public record Question(String method, URI url, Map<String, List<String>> headers, byte[] body) {}

  /// @param random tells circuits apart; nothing depends on its secrecy
  public SocksHttp(InetSocketAddress proxy, RandomGenerator random) {
    this(proxy, random, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /// @param tls whose certificates are trusted; asked for at the first question in TLS
  public SocksHttp(
      InetSocketAddress proxy, RandomGenerator random, Supplier<SSLSocketFactory> tls) {
    this.proxy = proxy;
    this.random = random;
    this.tls = tls;
    this.circuits = name();
  }

  private String name() {
    byte[] bytes = new byte[8];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// @param within for the whole answer
  /// @param bodyBytesMax what is longer is no answer
  /// @throws IOException if there is no answer within that time, or none that can be read
  public Answer ask(Question question, Duration within, int bodyBytesMax) throws IOException {
    URI url = question.url();
    boolean secure = "https".equals(url.getScheme());
    if (!secure && !"http".equals(url.getScheme()) || url.getHost() == null) {
      throw new IOException("only http and https can be asked through SOCKS");
    }
    int port = url.getPort() > 0 ? url.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
    boolean answered = false;
    try (SocksConnection connection =
        SocksConnection.open(proxy, circuits, url.getHost(), port, within)) {
      if (secure) {
        connection.secure(tls.get(), url.getHost(), port);
      }
      connection.send(bytes(question));
      Answer answer = read(connection, bodyBytesMax);
      answered = true;
      return answer;
    } finally {
      if (!answered) {
        circuits = name();
      }
    }
  }

  private static byte[] bytes(Question question) throws IOException {
    URI url = question.url();
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    StringBuilder head = new StringBuilder(question.method()).append(' ').append(path);
    head.append(query).append(" HTTP/1.0\r\n");
    if (question.headers().keySet().stream().noneMatch("Host"::equalsIgnoreCase)) {
      head.append("Host: ").append(url.getAuthority()).append("\r\n");
    }
    question
        .headers()
        .forEach(
            (name, values) ->
                values.forEach(
                    value -> head.append(name).append(": ").append(value).append("\r\n")));
    if (question.body().length > 0) {
      head.append("Content-Length: ").append(question.body().length).append("\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    if (head.chars().filter(c -> c == '\n').count()
        != head.chars().filter(c -> c == '\r').count()) {
      throw new IOException("a header is not one line");
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.toString().getBytes(US_ASCII));
    all.writeBytes(question.body());
    return all.toByteArray();
  }

  /// To the end of the connection, or as much as the answer says it is long.
  private static Answer read(SocksConnection connection, int bodyBytesMax) throws IOException {
    byte[] buffer = new byte[HEAD_BYTES_MAX + bodyBytesMax + 1];
    int filled = 0;
    int more = connection.read(buffer, 0);
    while (more > 0) {
      filled += more;
      boolean done = filled == buffer.length || isWhole(buffer, filled);
      more = done ? 0 : connection.read(buffer, filled);
    }
    int body = bodyStart(buffer, filled);
    if (body < 0) {
      throw new IOException("the answer is not HTTP");
    }
    if (filled - body > bodyBytesMax) {
      throw new IOException("the answer is longer than " + bodyBytesMax + " bytes");
    }
    long length = length(buffer, body);
    if (length > filled - body) {
      throw new IOException("the answer breaks off");
    }
    int end = length < 0 ? filled : body + (int) length;
    return new Answer(status(buffer, body), Arrays.copyOfRange(buffer, body, end));
  }

  private static boolean isWhole(byte[] buffer, int filled) throws IOException {
    int body = bodyStart(buffer, filled);
    long length = body < 0 ? -1 : length(buffer, body);
    return length >= 0 && filled - body >= length;
  }

  private static int bodyStart(byte[] buffer, int filled) {
    for (int i = 3; i < Math.min(filled, HEAD_BYTES_MAX); i++) {
      if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  /// -1 if it does not say.
  private static long length(byte[] buffer, int body) throws IOException {
    String head = new String(buffer, 0, body, ISO_8859_1);
    for (String line : head.split("\r\n", -1)) {
      if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        String said = line.substring(15).strip();
        if (!said.matches("[0-9]{1,9}")) {
          throw new IOException("the answer's length is not a number");
        }
        return Long.parseLong(said);
      }
    }
    return -1;
  }

  private static int status(byte[] buffer, int body) throws IOException {
    String head = new String(buffer, 0, body, ISO_8859_1);
    if (!head.matches("(?s)HTTP/1\\.[01] [1-5][0-9]{2}[ \r].*")) {
      throw new IOException("the answer is not HTTP");
    }
    return Integer.parseInt(head.substring(9, 12));
  }
}
