package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.util.List;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Routes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/// Trap 7: every refusal is JSON, whoever makes it.
final class ErrorsTest {
  private static final Routes FAILING =
      Routes.builder()
          .get(
              "/bug/{id}",
              request -> {
                throw new IllegalStateException("a bug");
              })
          .get(
              "/refused",
              request -> {
                throw Refusal.of(403, "no", "for a reason", "some-reason").asException();
              })
          .build();

  @RegisterExtension
  final RunningServer server =
      new RunningServer(
          Long.MAX_VALUE, FAILING, options -> options.withDeadlines(RunningServer.SHORT));

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

  @BeforeEach
  void listenToTheLog() {
    logged.start();
    root.addAppender(logged);
    root.setLevel(Level.INFO);
  }

  @AfterEach
  void leaveTheLog() {
    root.detachAppender(logged);
    root.setLevel(Level.WARN);
  }

  @Test
  void whatIsNotHttpIsRefusedInJson() throws IOException {
    assertRefused("nonsense\r\n\r\n", 400, "\"error\":\"invalid-request\"");
    assertRefused("a b c\r\n\r\n", 505, "\"error\":\"http-version-not-supported\"");
    assertRefused("GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "\"error\":\"invalid-request\"");
    assertRefused("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400, "\"error\":\"invalid-request\"");
    assertRefused("GET / HTTP/1.1\r\n\r\n", 400, "\"error\":\"invalid-request\"");
    assertRefused(
        "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", 400, "\"error\":\"invalid-request\"");
    assertRefused("\u0016\u0003\u0001\r\n\r\n", 400, "\"error\":\"invalid-request\"");
  }

  @Test
  void hugeHeaderIs431() throws IOException {
    String header = "GET /large HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(100_000) + "\r\n\r\n";
    assertRefused(header, 431, "\"error\":\"request-header-too-large\"");
    String manyHeaders = "GET /large HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n".repeat(10_000) + "\r\n";
    assertRefused(manyHeaders, 431, "\"error\":\"request-header-too-large\"");
  }

  @Test
  void longUriIs414() throws IOException {
    String request = "GET /" + "y".repeat(100_000) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    assertRefused(request, 414, "\"error\":\"uri-too-long\"");
  }

  @Test
  @DisplayName("P4: never HTML, whatever Accept says")
  void neverHtml() throws IOException {
    assertRefused(
        "GET /bug/1 HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n", 500, "\"error\":500");
    assertRefused("GET /x HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n", 404, "\"error\":404");
    assertRefused(
        "POST /echo HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nContent-Length: x\r\n\r\n",
        400,
        "\"error\":\"invalid-request\"");
  }

  @Test
  void refusalsAreCountedByReason() throws IOException {
    assertRefused("GET /refused HTTP/1.1\r\nHost: x\r\n\r\n", 403, "\"error\":\"no\"");
    assertThat(server.count("holdfast.http.refused", "reason", "some-reason")).isEqualTo(1);
    assertThat(
            server.count(
                "holdfast.http.requests", "template", "/refused", "method", "GET", "status", "4xx"))
        .isEqualTo(1);
  }

  @Test
  void unmatchedRequestsAreCountedWithoutTheirPath() throws IOException {
    assertRefused("BREW /secret HTTP/1.1\r\nHost: x\r\n\r\n", 404, "\"error\":404");
    assertThat(
            server.count(
                "holdfast.http.requests", "template", "none", "method", "other", "status", "4xx"))
        .isEqualTo(1);
  }

  @Test
  @DisplayName("I8: a bug is logged once, without address and path parameter")
  void bugIsLoggedOnceWithoutAddressAndPathParameter() throws IOException {
    RawHttp.Answer answer =
        assertRefused(
            "GET /bug/secret-id HTTP/1.1\r\nHost: x\r\n\r\n",
            500,
            "{\"error\":500,\"detail\":\"Internal Server Error\"}");
    assertThat(answer.text()).doesNotContain("IllegalState").doesNotContain("a bug");
    List<ILoggingEvent> errors =
        logged.list.stream().filter(e -> e.getLevel().isGreaterOrEqual(Level.WARN)).toList();
    assertThat(errors).hasSize(1);
    assertThat(errors.getFirst().getFormattedMessage()).isEqualTo("GET /bug/{id} failed");
  }

  @Test
  @DisplayName("I8, L82: nothing a client does puts its address or its body into the log")
  void clientsLeaveNoTraceInTheLog() throws IOException {
    String[] misbehaviours = {
      "nonsense\r\n\r\n",
      "GET /bug/secret-id HTTP/1.1\r\nHost: x\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{\"probe_ip\":\"secret-ip\"}",
      "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      "GET /large HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(100_000) + "\r\n\r\n"
    };
    for (String misbehaviour : misbehaviours) {
      try (RawHttp http = RawHttp.connect(server.port())) {
        http.send(misbehaviour).finish();
        http.receive();
      }
      try (RawHttp rude = RawHttp.connect(server.port())) {
        rude.send(misbehaviour);
      }
    }
    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(message -> message.contains("127.0.0.1"))
        .noneMatch(message -> message.contains("secret-id"))
        .noneMatch(message -> message.contains("secret-ip"));
  }

  private RawHttp.Answer assertRefused(String request, int status, String body) throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      RawHttp.Answer answer = http.send(request).receive();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.header("content-type")).isEqualTo("application/json");
      assertThat(answer.text()).contains(body).contains("\"detail\":");
      return answer;
    }
  }
}
