package org.holdfast.bouncer.fleet.health;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.JsonNode;

/// Asks a test helper something whose answer is known, since one that lies makes anomalies of
/// everything (test-helpers contract §4.1, §5.4):
///
/// | helper | question and answer |
/// |---|---|
/// | `web-connectivity` | a name below `.invalid`: `dns_name_error` and no addresses (§2.12) |
/// | `tcp-echo` | 40 bytes: the same |
/// | `http-return-json-headers` | `GeT / HTTP/1.1` and a header in odd capitals: both, as they were |
/// | any other | nothing: that it takes connections is all we can tell |
public final class KnownAnswer implements Exchange {
  private static final int BYTES_MAX = 16 << 10;

  private final HttpAsking http;
  private final RandomGenerator random;

  public KnownAnswer(HttpAsking http, RandomGenerator random) {
    this.http = http;
    this.random = random;
  }

  @Override
  public Optional<String> fault(KnownNode node, PublishedAddress address, Duration within)
      throws InterruptedException {
    try {
      if (address.service().equals("web-connectivity")) {
        return webConnectivity(address, within);
      }
      if (address.address().type() != AddressType.LEGACY) {
        return Optional.empty();
      }
      return switch (address.service()) {
        case "tcp-echo" -> echo(address.address().address(), within);
        case "http-return-json-headers" -> headers(address.address().address(), within);
        default -> Optional.empty();
      };
    } catch (IOException e) {
      return Optional.of("a question was not answered: " + e.getMessage());
    }
  }

  private Optional<String> webConnectivity(PublishedAddress address, Duration within)
      throws IOException, InterruptedException {
    String url = "http://holdfast-" + letters(12) + ".invalid/";
    String question =
        "{\"http_request\":\"" + url + "\",\"http_request_headers\":{},\"tcp_connect\":[]}";
    HttpAsking.Answered answered =
        http.ask(
            HttpAsking.to(address.address(), "/")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(question))
                .build(),
            within);
    if (answered.status() != 200) {
      return Optional.of("a known question was answered with status " + answered.status());
    }
    JsonNode said = json(answered.body());
    boolean right =
        said.at("/dns/failure").stringValue("").equals("dns_name_error")
            && said.at("/dns/addrs").isArray()
            && said.at("/dns/addrs").isEmpty();
    return right
        ? Optional.empty()
        : Optional.of("answers a name that does not exist with something else");
  }

  private Optional<String> echo(String address, Duration within) throws IOException {
    byte[] sent = (letters(38) + "\r\n").getBytes(US_ASCII);
    byte[] back = converse(address, sent, sent.length, within);
    return Arrays.equals(back, sent)
        ? Optional.empty()
        : Optional.of("echoes something else than was sent");
  }

  private Optional<String> headers(String address, Duration within) throws IOException {
    String host = letters(15) + ".com";
    String request = "GeT / HTTP/1.1\r\nHoSt: " + host + "\r\n\r\n";
    String back =
        new String(converse(address, request.getBytes(US_ASCII), BYTES_MAX, within), UTF_8);
    int body = back.indexOf("\r\n\r\n");
    JsonNode said = json(body < 0 ? "" : back.substring(body + 4));
    boolean right =
        back.startsWith("HTTP/1.1 200")
            && said.path("request_line").stringValue("").equals("GeT / HTTP/1.1")
            && said.at("/headers_dict").size() == 1
            && said.at("/headers_dict/HoSt/0").stringValue("").equals(host);
    return right ? Optional.empty() : Optional.of("returns other headers than were sent");
  }

  /// Sends bytes and reads as many as are given, or to the end.
  private static byte[] converse(String address, byte[] sent, int read, Duration within)
      throws IOException {
    long end = System.nanoTime() + within.toNanos();
    try (Socket socket = new Socket()) {
      socket.connect(IdentityLook.target(address), (int) within.toMillis());
      socket.getOutputStream().write(sent);
      byte[] back = new byte[read];
      int count = 0;
      InputStream in = socket.getInputStream();
      while (count < read) {
        int left = (int) ((end - System.nanoTime()) / 1_000_000);
        if (left <= 0) {
          throw new IOException("no answer within " + within.toMillis() + " ms");
        }
        socket.setSoTimeout(left);
        int more = in.read(back, count, read - count);
        if (more < 0) {
          break;
        }
        count += more;
      }
      return Arrays.copyOf(back, count);
    }
  }

  private String letters(int count) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < count; i++) {
      letters.append((char) ('a' + random.nextInt(26)));
    }
    return letters.toString();
  }

  private static JsonNode json(String text) throws IOException {
    try {
      return BoundedJson.readTree(text.getBytes(UTF_8));
    } catch (UnreadableJsonException e) {
      throw new IOException("the answer is not JSON", e);
    }
  }
}
