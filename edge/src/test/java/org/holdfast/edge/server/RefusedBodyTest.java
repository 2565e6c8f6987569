package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Routes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who is refused before the body is read, on a server that would wait for the rest of it for
/// longer than these tests have.
@Timeout(20)
final class RefusedBodyTest {
  private static final Routes REFUSING =
      Routes.builder()
          .post(
              "/busy",
              request -> {
                throw Refusal.unavailable("come back later", "busy", Duration.ofSeconds(5))
                    .asException();
              })
          .build();

  @RegisterExtension
  final RunningServer server =
      new RunningServer(
          Long.MAX_VALUE,
          REFUSING,
          options ->
              options.withDeadlines(
                  RunningServer.shortBut(Duration.ofSeconds(75), Duration.ofSeconds(60))));

  @Test
  @DisplayName("P76: who shall come back later hears it before the rest of the body is there")
  void refusalDoesNotWaitForTheBody() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send("POST /busy HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n");
      http.send(new byte[10_000]);
      assertRefused(http.receive(), "close");
      http.send(new byte[10_000]);
      assertThat(http.isClosedByServer()).isTrue();
    }
  }

  @Test
  @DisplayName("a body that is there already leaves the connection usable")
  void wholeBodyKeepsTheConnection() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      String request = "POST /busy HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n";
      for (int i = 0; i < 3; i++) {
        http.send(request + "x".repeat(20_000));
        assertRefused(http.receive(), "");
      }
    }
  }

  private static void assertRefused(RawHttp.Answer answer, String connection) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isEqualTo("5");
    assertThat(answer.header("connection")).isEqualTo(connection);
  }
}
