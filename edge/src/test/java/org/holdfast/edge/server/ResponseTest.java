package org.holdfast.edge.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ResponseTest {
  private static final String LONG_JSON = "{\"x\":\"" + "y".repeat(5000) + "\"}";
  private static final Routes MORE =
      Routes.builder()
          .get("/small", request -> Reply.json(200, "{\"x\":\"" + "y".repeat(900) + "\"}"))
          .get("/text", request -> Reply.text(200, "text/plain", "y".repeat(5000)))
          .get(
              "/as-is", request -> Reply.json(200, LONG_JSON).with("Cache-Control", "no-transform"))
          .build();

  @RegisterExtension
  final RunningServer server = new RunningServer(Long.MAX_VALUE, MORE, options -> options);

  @Test
  @DisplayName("L7, P3: compressed only if the request offers gzip")
  void compressedOnlyIfGzipIsOffered() throws IOException {
    assertThat(get("/large", "").header("content-encoding")).isEmpty();
    for (String offer : List.of("br, zstd, deflate", "*", "gzip;q=0", "gzip; q=0.000")) {
      assertThat(get("/large", "Accept-Encoding: " + offer + "\r\n").header("content-encoding"))
          .as(offer)
          .isEmpty();
    }
    for (String offer : List.of("gzip", "br, GZIP", "deflate, gzip;q=0.5, *;q=0")) {
      RawHttp.Answer answer = get("/large", "Accept-Encoding: " + offer + "\r\n");
      assertThat(answer.header("content-encoding")).as(offer).isEqualTo("gzip");
      assertThat(answer.header("vary")).isEqualTo("Accept-Encoding");
      try (var gzip = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
        assertThat(new String(gzip.readAllBytes(), UTF_8)).isEqualTo(LONG_JSON);
      }
    }
  }

  @Test
  void onlyJsonWorthTheTroubleIsCompressed() throws IOException {
    for (String path : List.of("/small", "/text", "/as-is")) {
      assertThat(get(path, "Accept-Encoding: gzip\r\n").header("content-encoding"))
          .as(path)
          .isEmpty();
    }
  }

  @Test
  @DisplayName("1.0: always a Content-Length")
  void alwaysAContentLength() throws IOException {
    for (String path : List.of("/small", "/large", "/text", "/nowhere")) {
      RawHttp.Answer answer = get(path, "Accept-Encoding: gzip\r\n");
      assertThat(answer.header("content-length")).isEqualTo("" + answer.body().length);
      assertThat(answer.header("transfer-encoding")).isEmpty();
    }
  }

  @Test
  @DisplayName("0.7: OONI's own origins are allowed, others are not")
  void originsOfOoniAreAllowed() throws IOException {
    for (String origin :
        List.of(
            "https://explorer.ooni.org", "https://run.test.ooni.io", "https://x.dev.ooni.org")) {
      RawHttp.Answer answer = get("/small", "Origin: " + origin + "\r\n");
      assertThat(answer.header("access-control-allow-origin")).isEqualTo(origin);
      assertThat(answer.header("vary")).isEqualTo("Origin");
      assertThat(answer.header("access-control-allow-credentials")).isEqualTo("true");
    }
    for (String origin :
        List.of(
            "http://explorer.ooni.org",
            "https://ooni.org",
            "https://a.b.ooni.org",
            "https://explorer.ooni.org.example",
            "https://evilooni.org",
            "null")) {
      RawHttp.Answer answer = get("/small", "Origin: " + origin + "\r\n");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("access-control-allow-origin")).as(origin).isEmpty();
      assertThat(answer.header("access-control-allow-credentials")).isEqualTo("true");
    }
    assertThat(get("/small", "").headers()).doesNotContainKey("access-control-allow-credentials");
  }

  @Test
  @DisplayName("0.7: preflight requests are answered 200 OK on every path")
  void preflightIsAnswered() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send(
          "OPTIONS /report HTTP/1.1\r\nHost: x\r\nOrigin: https://explorer.ooni.org\r\n"
              + "Access-Control-Request-Method: POST\r\n"
              + "Access-Control-Request-Headers: x-custom\r\n\r\n");
      RawHttp.Answer answer = http.receive();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("OK");
      assertThat(answer.header("access-control-allow-origin"))
          .isEqualTo("https://explorer.ooni.org");
      assertThat(answer.header("access-control-allow-methods")).contains("POST");
      assertThat(answer.header("access-control-allow-headers")).isEqualTo("x-custom");
    }
  }

  @Test
  void optionsWithoutOriginIs405() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send("OPTIONS /report HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(http.receive().status()).isEqualTo(405);
    }
  }

  private RawHttp.Answer get(String path, String headers) throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      return http.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n").receive();
    }
  }
}
