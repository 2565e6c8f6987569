package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Traps 2 and 3, and U8: a server that goes away breaks nothing off.
@Timeout(60)
final class DrainTest {
  private static final String APPEND =
      "POST /report/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
  private static final String CLOSE = "POST /report/x/close HTTP/1.1\r\nHost: x\r\n\r\n";

  @RegisterExtension
  final RunningServer server =
      new RunningServer(options -> options.withDeadlines(RunningServer.SHORT));

  @Test
  @DisplayName("U8: in the middle of a report the connection stays, at its close it ends")
  void reportUnderWayIsFinishedOnItsConnection() throws Exception {
    try (RawHttp http = RawHttp.connect(server.port());
        var background = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(http.send(APPEND).receive().status()).isEqualTo(200);
      Future<Boolean> drained = background.submit(this::drain);
      awaitRefusedConnections();
      for (int i = 0; i < 10; i++) {
        RawHttp.Answer answer = http.send(APPEND).receive();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("connection")).isEmpty();
      }
      RawHttp.Answer last = http.send(CLOSE).receive();
      assertThat(last.status()).isEqualTo(200);
      assertThat(last.header("connection")).isEqualTo("close");
      assertThat(http.isClosedByServer()).isTrue();
      assertThat(drained.get()).isTrue();
    }
  }

  @Test
  @DisplayName("U8: an idle connection is closed after a while, not at once")
  void idleConnectionIsClosedAfterAWhile() throws Exception {
    try (RawHttp http = RawHttp.connect(server.port());
        var background = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(http.send(APPEND).receive().status()).isEqualTo(200);
      long start = System.nanoTime();
      Future<Boolean> drained = background.submit(this::drain);
      assertThat(http.isClosedByServer()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(400));
      assertThat(drained.get()).isTrue();
    }
  }

  @Test
  @DisplayName("Trap 2: an upload under way is finished, however long its pauses")
  void uploadUnderWayIsFinished() throws Exception {
    try (RawHttp http = RawHttp.connect(server.port());
        var background = Executors.newVirtualThreadPerTaskExecutor()) {
      http.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello");
      await().until(() -> server.meters.get("holdfast.http.body.bytes.held").gauge().value() > 0);
      Future<Boolean> drained = background.submit(this::drain);
      awaitRefusedConnections();
      RawHttp.Answer answer = http.send("world").receive();
      assertThat(answer.text()).isEqualTo("helloworld");
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(drained.get()).isTrue();
    }
  }

  @Test
  @DisplayName("Trap 3: under load every request that gets a connection is answered 200")
  void underLoadEveryRequestIsAnswered() throws Exception {
    int clients = 16;
    List<Future<Integer>> running = new ArrayList<>();
    AtomicInteger answered = new AtomicInteger();
    try (var background = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < clients; i++) {
        running.add(background.submit(client(answered)));
      }
      await().until(() -> answered.get() > 500);
      assertThat(background.submit(this::drain).get()).isTrue();
      for (Future<Integer> client : running) {
        assertThat(client.get()).isPositive();
      }
    }
  }

  /// Uses a connection until it is told that it ends, then opens another, until none is to be had.
  private Callable<Integer> client(AtomicInteger answered) {
    return () -> {
      int requests = 0;
      while (true) {
        boolean first = true;
        RawHttp http;
        try {
          http = RawHttp.connect(server.port());
        } catch (SocketException nobodyListens) {
          // Refused, or reset where it was queued when the listening socket closed, as below.
          return requests;
        }
        try (http) {
          RawHttp.Answer answer;
          do {
            try {
              answer = http.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n").receive();
            } catch (SocketException reset) {
              // The kernel resets what it has queued and the server has not accepted when the
              // listening socket closes; only a successor on the same port can save those.
              assertThat(first).isTrue();
              return requests;
            }
            first = false;
            assertThat(answer.status()).isEqualTo(200);
            requests++;
            answered.incrementAndGet();
          } while (!answer.header("connection").equals("close"));
        }
      }
    };
  }

  @Test
  void drainGivesUpAtItsDeadline() throws Exception {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello");
      await().until(() -> server.meters.get("holdfast.http.body.bytes.held").gauge().value() > 0);
      assertThat(server.server().drain(Duration.ofMillis(100))).isFalse();
    }
  }

  @Test
  @DisplayName("design 6: a successor opens the same port while its predecessor drains")
  void successorOpensTheSamePort() throws Exception {
    int port = server.port();
    try (RawHttp old = RawHttp.connect(port)) {
      assertThat(old.send(APPEND).receive().status()).isEqualTo(200);
      var successor =
          new RunningServer(
              options ->
                  new ListenerOptions(
                      options.name(),
                      options.host(),
                      port,
                      options.tls(),
                      options.transport(),
                      options.trustedProxies(),
                      options.bodyBytesMax(),
                      RunningServer.SHORT,
                      false));
      try (EdgeServer running = successor.server()) {
        assertThat(running.listeners().getFirst().port()).isEqualTo(port);
        assertThat(server.server().drain(Duration.ofSeconds(10))).isTrue();
        try (RawHttp fresh = RawHttp.connect(port)) {
          assertThat(fresh.send(CLOSE).receive().header("connection")).isEmpty();
        }
      }
    }
  }

  private boolean drain() throws InterruptedException {
    return server.server().drain(Duration.ofSeconds(20));
  }

  private void awaitRefusedConnections() {
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> RawHttp.connect(server.port()))
                    .isInstanceOf(IOException.class));
  }
}
