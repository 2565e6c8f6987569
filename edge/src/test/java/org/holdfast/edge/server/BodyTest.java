package org.holdfast.edge.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Bodies in every coding and framing, whole and broken.
final class BodyTest {
  private static final int LIMIT = 40 << 20;

  @RegisterExtension
  final RunningServer server =
      new RunningServer(
          options -> options.withBodyBytesMax(LIMIT).withDeadlines(RunningServer.SHORT));

  @Test
  void bodyArrivesAsSent() throws IOException {
    byte[] body = random(100_000);
    assertThat(post("/echo", "", body).body()).isEqualTo(body);
  }

  @Test
  @DisplayName("L37: a POST with neither body nor Content-Length has an empty body")
  void postWithoutBodyAndLengthIsServed() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      RawHttp.Answer answer =
          http.send("POST /report/x/close HTTP/1.1\r\nHost: x\r\n\r\n").receive();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).contains("success");
      assertThat(http.send("POST /report HTTP/1.1\r\nHost: x\r\n\r\n").receive().text())
          .contains("\"length\":0");
    }
  }

  @Test
  @DisplayName("L25: chunked bodies are read")
  void chunkedBodyIsRead() throws IOException {
    String head = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send(head + "5\r\nhello\r\n")
          .send("7;ext=1\r\n, world\r\n")
          .send("0\r\nTrailer: x\r\n\r\n");
      assertThat(http.receive().text()).isEqualTo("hello, world");
      assertThat(http.send(head + "0\r\n\r\n").receive().status()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("1.11, P1: no Content-Type makes anything else consume the body")
  void formContentTypesLeaveTheBodyAlone() throws IOException {
    byte[] body = "a=b&c=d".getBytes(US_ASCII);
    for (String type :
        new String[] {
          "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "%%"
        }) {
      assertThat(post("/echo", "Content-Type: " + type + "\r\n", body).body()).isEqualTo(body);
    }
  }

  @Test
  @DisplayName("L36: a body of 30 MB")
  void thirtyMegabytesAreRead() throws IOException {
    byte[] body = random(30_000_000);
    assertThat(post("/echo", "", body).body()).isEqualTo(body);
  }

  @Test
  @DisplayName("L24, P6: gzip and zstd, in any spelling")
  void codingsAreInflated() throws IOException {
    byte[] body = "{\"test_name\":\"signal\"}".repeat(5000).getBytes(US_ASCII);
    for (String name : new String[] {"gzip", "GZIP", "x-gzip"}) {
      assertThat(post("/echo", "Content-Encoding: " + name + "\r\n", gzip(body)).body())
          .isEqualTo(body);
    }
    for (String name : new String[] {"zstd", "ZSTD", " zstd "}) {
      assertThat(post("/echo", "content-encoding:" + name + "\r\n", Zstd.compress(body)).body())
          .isEqualTo(body);
    }
    assertThat(post("/echo", "Content-Encoding: identity\r\n", body).body()).isEqualTo(body);
  }

  @Test
  void codingIsReported() throws IOException {
    assertThat(post("/report", "Content-Encoding: ZStd\r\n", Zstd.compress(new byte[7])).text())
        .contains("\"coding\":\"zstd\"")
        .contains("\"length\":7");
    assertThat(post("/report", "", new byte[7]).text()).contains("\"coding\":\"identity\"");
  }

  @Test
  void severalMembersAndFramesAreOneBody() throws IOException {
    byte[] first = "first ".getBytes(US_ASCII);
    byte[] second = "second".getBytes(US_ASCII);
    assertThat(
            post("/echo", "Content-Encoding: gzip\r\n", concat(gzip(first), gzip(second))).text())
        .isEqualTo("first second");
    assertThat(
            post(
                    "/echo",
                    "Content-Encoding: zstd\r\n",
                    concat(Zstd.compress(first), Zstd.compress(second)))
                .text())
        .isEqualTo("first second");
  }

  @Test
  void brokenCodingIsRefusedWithItsOffset() throws IOException {
    byte[] good = gzip(random(10_000));
    byte[] damaged = good.clone();
    damaged[good.length - 6] ^= 1;
    assertBrokenCoding(
        "gzip", "no gzip at all".getBytes(US_ASCII), "gzip: no gzip header at byte 0");
    assertBrokenCoding("gzip", Arrays.copyOf(good, 5_000), "gzip: truncated at byte 5000");
    assertBrokenCoding("gzip", damaged, "gzip: wrong checksum at byte " + (good.length - 8));
    assertBrokenCoding(
        "gzip",
        concat(good, "tail".getBytes(US_ASCII)),
        "gzip: truncated at byte " + (good.length + 4));
    assertBrokenCoding("zstd", "no zstd at all".getBytes(US_ASCII), "zstd: ");
    assertBrokenCoding("zstd", Arrays.copyOf(Zstd.compress(random(9_000)), 5_000), " at byte 5000");
    assertThat(server.count("holdfast.http.refused", "reason", "content-coding")).isEqualTo(6);
  }

  private void assertBrokenCoding(String coding, byte[] body, String detail) throws IOException {
    RawHttp.Answer answer = post("/echo", "Content-Encoding: " + coding + "\r\n", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("\"error\":\"invalid-request\"").contains(detail);
  }

  @Test
  @DisplayName("1.11: unknown codings are 415")
  void unknownCodingIs415() throws IOException {
    for (String coding : new String[] {"br", "deflate", "gzip, gzip", "gzip,zstd"}) {
      RawHttp.Answer answer =
          post("/echo", "Content-Encoding: " + coding + "\r\n", new byte[] {1, 2, 3});
      assertThat(answer.status()).isEqualTo(415);
      assertThat(answer.text()).contains("\"error\":\"unsupported-content-encoding\"");
    }
  }

  @Test
  @DisplayName("P6, P7: bombs are 413 with the limit")
  void bombsAreRefused() throws IOException {
    for (byte[] bomb : new byte[][] {gzip(new byte[LIMIT + 1])}) {
      assertTooLarge(post("/echo", "Content-Encoding: gzip\r\n", bomb));
    }
    assertTooLarge(post("/echo", "Content-Encoding: zstd\r\n", zstdBomb()));
  }

  @Test
  void zstdWindowsAreBounded() throws IOException {
    var compressed = new ByteArrayOutputStream();
    try (var zstd = new ZstdOutputStreamNoFinalizer(compressed).setLong(27)) {
      zstd.write(random(20 << 20));
    }
    RawHttp.Answer answer = post("/echo", "Content-Encoding: zstd\r\n", compressed.toByteArray());
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("too much memory");
  }

  @Test
  @DisplayName("P7: a Content-Length of 1 GB is refused before a byte is read")
  void hugeContentLengthIsRefusedUnread() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n");
      RawHttp.Answer answer = http.receive();
      assertTooLarge(answer);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(http.isClosedByServer()).isTrue();
    }
  }

  @Test
  void refusalReachesAClientThatSendsOnRegardless() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n");
      for (int i = 0; i < 50; i++) {
        http.send(new byte[100_000]);
      }
      assertTooLarge(http.receive());
    }
  }

  @Test
  void chunkedBodyOverTheLimitIs413() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      http.send(Integer.toHexString(LIMIT + 1) + "\r\n");
      http.send(new byte[LIMIT + 1]);
      assertTooLarge(http.receive());
    }
  }

  private static void assertTooLarge(RawHttp.Answer answer) {
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.text())
        .contains("\"error\":\"request-too-large\"")
        .contains(Integer.toString(LIMIT));
  }

  @Test
  void truncatedBodyIs400() throws IOException {
    for (String framing :
        new String[] {
          "Content-Length: 100\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n64\r\nhello"
        }) {
      try (RawHttp http = RawHttp.connect(server.port())) {
        http.send("POST /echo HTTP/1.1\r\nHost: x\r\n" + framing).finish();
        RawHttp.Answer answer = http.receive();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("ended early, at byte 5");
      }
    }
  }

  @Test
  void brokenChunkingIs400() throws IOException {
    for (String body :
        new String[] {
          "zz\r\nhello\r\n",
          "5\r\nhelloXX\r\n",
          "-1\r\n",
          "5 5\r\nhello\r\n",
          "fffffffffffffffff\r\n"
        }) {
      try (RawHttp http = RawHttp.connect(server.port())) {
        http.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
        RawHttp.Answer answer = http.receive();
        assertThat(answer.status()).as(body).isEqualTo(400);
        assertThat(answer.text()).as(body).contains("\"error\":\"invalid-request\"");
        assertThat(http.isClosedByServer()).as(body).isTrue();
      }
    }
  }

  @Test
  void wrongLengthsAre400() throws IOException {
    for (String header :
        new String[] {
          "Content-Length: -1",
          "Content-Length: five",
          "Content-Length: 5\r\nContent-Length: 6",
          "Content-Length: 5\r\nTransfer-Encoding: chunked",
          "Content-Length: 99999999999999999999"
        }) {
      try (RawHttp http = RawHttp.connect(server.port())) {
        http.send("POST /echo HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\nhello");
        RawHttp.Answer answer = http.receive();
        assertThat(answer.status()).as(header).isEqualTo(400);
        assertThat(answer.text()).as(header).contains("\"error\":\"invalid-request\"");
        assertThat(answer.header("content-type")).isEqualTo("application/json");
      }
    }
  }

  @Test
  @DisplayName("1.0: Expect: 100-continue is answered")
  void expectationIsMet() throws IOException {
    String head =
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n";
    try (RawHttp http = RawHttp.connect(server.port())) {
      assertThat(http.send(head.formatted(5)).receive().status()).isEqualTo(100);
      assertThat(http.send("hello").receive().text()).isEqualTo("hello");
    }
    try (RawHttp http = RawHttp.connect(server.port())) {
      assertThat(http.send(head.formatted(1_000_000_000)).receive().status()).isEqualTo(413);
    }
  }

  private RawHttp.Answer post(String path, String headers, byte[] body) throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send(
          "POST %s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %d\r\n\r\n"
              .formatted(path, headers, body.length));
      return http.send(body).receive();
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  static byte[] gzip(byte[] plain) throws IOException {
    var compressed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(plain);
    }
    return compressed.toByteArray();
  }

  private static byte[] zstdBomb() {
    return Zstd.compress(new byte[LIMIT + 1]);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
