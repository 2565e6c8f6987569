package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.edge.Endpoint;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is refused before the body is read, on a server that would wait for the rest of it for
/// longer than these tests have.
@Timeout(20)
final class RefusedBodyTest {
  private static final Routes REFUSING =
      Routes.builder()
          .post(
              "/busy",
              request -> {
                throw busy();
              })
          .post(
              "/busy-at-once",
              new AtOnce(
                  () -> {
                    throw busy();
                  }))
          .post("/broken-at-once", new AtOnce(() -> fail("this is a bug")))
          .post(
              "/long-at-once",
              new AtOnce(() -> Optional.of(Reply.json(503, "\"" + "x".repeat(5000) + "\""))))
          .post("/free", new AtOnce(Optional::empty))
          .build();

  private static RefusedException busy() {
    return Refusal.unavailable("come back later", "busy", Duration.ofSeconds(5)).asException();
  }

  /// Says at once what it is given; handles the rest by counting the bytes of the body.
  private record AtOnce(Supplier<Optional<Reply>> atOnce) implements Endpoint {
    @Override
    public Optional<Reply> answerAtOnce(Request request) {
      return atOnce.get();
    }

    @Override
    public Reply handle(Request request) {
      return Reply.json(200, Integer.toString(request.body().length));
    }
  }

  @RegisterExtension
  final RunningServer server =
      new RunningServer(
          Long.MAX_VALUE,
          REFUSING,
          options ->
              options.withDeadlines(
                  RunningServer.shortBut(Duration.ofSeconds(75), Duration.ofSeconds(60))));

  @ParameterizedTest
  @ValueSource(strings = {"/busy", "/busy-at-once"})
  @DisplayName("P76: who shall come back later hears it before the rest of the body is there")
  void refusalDoesNotWaitForTheBody(String path) throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n");
      http.send(new byte[10_000]);
      assertRefused(http.receive(), "close");
      http.send(new byte[10_000]);
      assertThat(http.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/busy", "/busy-at-once"})
  @DisplayName("a body that is there already leaves the connection usable")
  void wholeBodyKeepsTheConnection(String path) throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      String request = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n";
      for (int i = 0; i < 3; i++) {
        http.send(request + "x".repeat(20_000));
        assertRefused(http.receive(), "");
      }
    }
  }

  @Test
  void refusalAtOnceIsCounted() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send("POST /busy-at-once HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
      assertRefused(http.receive(), "");
      assertThat(server.count("holdfast.http.refused", "reason", "busy")).isEqualTo(1);
    }
    await().until(() -> server.meters.get("holdfast.http.requests.open").gauge().value() == 0);
  }

  @Test
  void refusalThatCannotBeSentAtOnceIsCountedOnce() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send("POST /busy-at-once HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n");
      assertRefused(http.receive(), "close");
      http.send(new byte[20_000]);
      assertThat(http.isClosedByServer()).isTrue();
      assertThat(server.count("holdfast.http.refused", "reason", "busy")).isEqualTo(1);
    }
    await().until(() -> server.meters.get("holdfast.http.requests.open").gauge().value() == 0);
  }

  @Test
  @DisplayName("what is found at once and takes time to send is not asked for again")
  void longAnswerIsTheOneFoundAtOnce() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send(
          "POST /long-at-once HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n"
              + "Content-Length: 3\r\n\r\nabc");
      RawHttp.Answer answer = http.receive();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("content-encoding")).isEqualTo("gzip");
    }
  }

  @Test
  void bugAtOnceIsAnsweredWith500() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send("POST /broken-at-once HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
      assertThat(http.receive().status()).isEqualTo(500);
    }
  }

  @Test
  void whoHasNothingToSayAtOnceHandlesTheRequest() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send("POST /free HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
      assertThat(http.receive().text()).isEqualTo("3");
    }
  }

  private static void assertRefused(RawHttp.Answer answer, String connection) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isEqualTo("5");
    assertThat(answer.header("connection")).isEqualTo(connection);
  }
}
