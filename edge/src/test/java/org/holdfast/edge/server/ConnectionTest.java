package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What real clients do with a connection.
final class ConnectionTest {
  @RegisterExtension
  final RunningServer server =
      new RunningServer(options -> options.withDeadlines(RunningServer.SHORT));

  @Test
  @DisplayName("U8: a whole re-upload on one connection, refusals in between included")
  void wholeReUploadOnOneConnection() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      for (int report = 0; report < 20; report++) {
        assertKept(http.send(post("/report", "{}")).receive(), 200);
        for (int i = 0; i < 20; i++) {
          assertKept(http.send(post("/report/x", "{\"content\":{}}")).receive(), 200);
        }
        assertKept(http.send(post("/nowhere", "x".repeat(5000))).receive(), 404);
        assertKept(http.send(post("/large", "x".repeat(5000))).receive(), 405);
        assertKept(http.send(post("/report/x/close", "unread")).receive(), 200);
        assertKept(http.send(post("/report/x/close", "")).receive(), 200);
      }
    }
  }

  private static void assertKept(RawHttp.Answer answer, int status) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("connection")).isNotEqualToIgnoringCase("close");
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        requests.append(post("/echo", "body " + i));
      }
      http.send(requests.toString());
      for (int i = 0; i < 200; i++) {
        assertThat(http.receive().text()).isEqualTo("body " + i);
      }
    }
  }

  @Test
  @DisplayName("U9: lower-case header names, host late")
  void lowerCaseHeadersAndLateHost() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send(
          "POST /echo HTTP/1.1\r\naccept: */*\r\ncontent-length: 5\r\nsec-ch-ua: \"x\"\r\n"
              + "host: x\r\n\r\nhello");
      assertThat(http.receive().text()).isEqualTo("hello");
    }
  }

  @Test
  @DisplayName("6.1: ooniprobe asks for close and gets it")
  void closeIsHonoured() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send(
          "POST /echo HTTP/1.1\r\nConnection: close\r\nContent-Length: 5\r\nHost: x\r\n\r\nhello");
      assertThat(http.receive().text()).isEqualTo("hello");
      assertThat(http.isClosedByServer()).isTrue();
    }
  }

  @Test
  void http10IsServed() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      RawHttp.Answer answer = http.send("GET /large HTTP/1.0\r\n\r\n").receive();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("content-length")).isNotEmpty();
      assertThat(http.isClosedByServer()).isTrue();
    }
  }

  @Test
  void sourceIsThePeer() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send(
          "POST /report HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\nContent-Length: 0\r\n\r\n");
      assertThat(http.receive().text()).contains("\"source\":\"127.0.0.1\"");
    }
  }

  private static String post(String path, String body) {
    return "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(path, body.length(), body);
  }
}
