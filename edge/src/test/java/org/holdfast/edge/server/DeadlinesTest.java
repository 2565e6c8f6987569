package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Trap 5: nobody holds a connection by being slow.
@Timeout(30)
final class DeadlinesTest {
  private static final Routes SLOW_ANSWER =
      Routes.builder()
          .get(
              "/slow",
              request -> {
                TimeUnit.MILLISECONDS.sleep(2_500);
                return Reply.json(200, "{}");
              })
          .build();

  /// An idle connection is kept for less than the slow answer takes.
  @RegisterExtension
  final RunningServer server =
      new RunningServer(
          Long.MAX_VALUE,
          SLOW_ANSWER,
          options ->
              options.withDeadlines(
                  RunningServer.shortBut(Duration.ofSeconds(1), RunningServer.SHORT.linger())));

  @Test
  void trickledHeaderIsCutOff() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      assertThat(trickle(http, "GET /large HTTP/1.1\r\nHost: ")).isTrue();
    }
    assertThat(server.count("holdfast.http.refused", "reason", "header-timeout")).isEqualTo(1);
  }

  @Test
  void trickledHeaderOfALaterRequestIsCutOff() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(http.receive().status()).isEqualTo(200);
      assertThat(trickle(http, "GET /large HTTP/1.1\r\nHost: ")).isTrue();
    }
    assertThat(server.count("holdfast.http.refused", "reason", "header-timeout")).isEqualTo(1);
  }

  @Test
  void silentConnectionIsClosed() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      assertThat(http.isClosedByServer()).isTrue();
    }
  }

  @Test
  void silenceInABodyIs408() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhello");
      assertTimedOut(http);
    }
  }

  @Test
  void trickledBodyIs408() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
      trickleUntilAnswered(http, "x");
      assertTimedOut(http);
    }
  }

  @Test
  void bodyThatNeverEndsIs408() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n");
      // Above the least rate, but without end in sight.
      trickleUntilAnswered(http, "x".repeat(4000));
      assertTimedOut(http);
    }
  }

  private void assertTimedOut(RawHttp http) throws IOException {
    RawHttp.Answer answer = http.receive();
    assertThat(answer.status()).isEqualTo(408);
    assertThat(answer.text()).contains("\"error\":\"request-timeout\"");
    assertThat(answer.header("connection")).isEqualTo("close");
    assertThat(server.count("holdfast.http.refused", "reason", "body-timeout")).isEqualTo(1);
  }

  @Test
  void slowAnswerIsNotIdleness() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      assertThat(http.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").receive().status())
          .isEqualTo(200);
    }
  }

  @Test
  @DisplayName("U9: idle connections live longer than the 30 s for which clients keep them")
  void keepAliveOutlivesTheClientsPools() {
    assertThat(Deadlines.standard().keepAliveIdle()).isGreaterThan(Duration.ofSeconds(31));
  }

  /// Sends a byte every 100 ms.
  ///
  /// @return whether the server closed the connection in the meantime
  private static boolean trickle(RawHttp http, String start) throws IOException {
    try {
      http.send(start);
      for (int i = 0; i < 100; i++) {
        http.send("x");
        pause(100);
      }
    } catch (SocketException closed) {
      return true;
    }
    return false;
  }

  private static void trickleUntilAnswered(RawHttp http, String piece) throws IOException {
    while (!http.hasAnswer()) {
      http.send(piece);
      pause(100);
    }
  }

  /// The pace of the client is what is being tested, so this is no waiting for a result.
  private static void pause(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void manySlowClientsDoNotKeepOthersOut() throws IOException {
    Socket[] silent = new Socket[50];
    for (int i = 0; i < silent.length; i++) {
      silent[i] = new Socket(InetAddress.getLoopbackAddress(), server.port());
    }
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(http.receive().status()).isEqualTo(200);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }
}
