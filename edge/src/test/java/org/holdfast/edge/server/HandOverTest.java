package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Design §6, U8, U9: a successor takes over on the same port, and no client notices.
@Timeout(120)
final class HandOverTest {
  private static final String WHO = "GET /who HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String APPEND =
      "POST /report/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Deadlines DEADLINES = shortDrainIdle(Deadlines.standard());

  private static Deadlines shortDrainIdle(Deadlines standard) {
    return new Deadlines(
        standard.header(),
        standard.bodySilence(),
        standard.body(),
        standard.bodyRateGrace(),
        standard.bodyBytesPerSecondMin(),
        standard.keepAliveIdle(),
        Duration.ofMillis(300),
        standard.linger());
  }

  @Test
  @DisplayName("new connections stay, go over, come back and go over again, as they are told to")
  void newConnectionsGoWhereTheyAreSteered() throws Exception {
    try (EdgeServer old = server("old", 0)) {
      int port = old.listeners().getFirst().port();
      assertThat(old.keepNewConnections()).isEmpty();
      try (EdgeServer successor = server("new", port)) {
        assertThat(whoAnswers(port)).containsOnly("old");
        assertThat(old.beginHandOver()).isEmpty();
        assertThat(whoAnswers(port)).containsOnly("new");
        assertThat(old.keepServing()).isEmpty();
        assertThat(whoAnswers(port)).containsOnly("old");
        assertThat(old.beginHandOver()).isEmpty();
        old.finishHandOver();
        assertThat(whoAnswers(port)).containsOnly("new");

        // The filter is still the port's; the next hand-over begins by setting it right.
        assertThat(successor.keepNewConnections()).isEmpty();
        try (EdgeServer third = server("third", port)) {
          assertThat(whoAnswers(port)).containsOnly("new");
          assertThat(successor.beginHandOver()).isEmpty();
          assertThat(third.listeners().getFirst().port()).isEqualTo(port);
          assertThat(whoAnswers(port)).containsOnly("third");
        }
      }
    }
  }

  @Test
  void successorGetsAShareOfNewConnections() throws Exception {
    try (EdgeServer old = server("old", 0)) {
      int port = old.listeners().getFirst().port();
      assertThat(old.keepNewConnections()).isEmpty();
      try (EdgeServer successor = server("new", port)) {
        assertThat(successor.listeners().getFirst().port()).isEqualTo(port);
        assertThat(old.shareNewConnections(0)).isEmpty();
        assertThat(whoAnswers(port)).containsOnly("old");
        assertThat(old.shareNewConnections(1)).isEmpty();
        assertThat(whoAnswers(port)).containsOnly("new");
        // With 40 connections one of the two goes without once in 10^11 times.
        assertThat(old.shareNewConnections(0.5)).isEmpty();
        List<String> both = new ArrayList<>(whoAnswers(port));
        both.addAll(whoAnswers(port));
        assertThat(both).contains("old", "new");
        assertThat(old.keepServing()).isEmpty();
        assertThat(whoAnswers(port)).containsOnly("old");
      }
      assertThat(old.shareNewConnections(0.5)).isEmpty();
      assertThat(whoAnswers(port)).as("without a successor").containsOnly("old");
    }
  }

  @Test
  @DisplayName("a successor that is gone leaves its connections to the predecessor at once")
  void connectionsComeBackWhenTheSuccessorIsGone() throws Exception {
    try (EdgeServer old = server("old", 0)) {
      int port = old.listeners().getFirst().port();
      assertThat(old.keepNewConnections()).isEmpty();
      EdgeServer successor = server("new", port);
      assertThat(old.beginHandOver()).isEmpty();
      assertThat(whoAnswers(port)).containsOnly("new");
      successor.close();
      assertThat(whoAnswers(port)).containsOnly("old");
    }
  }

  @Test
  @DisplayName("U8, U9: an idle connection is not closed, and its next answer says that it ends")
  void idleConnectionStaysAndIsTold() throws Exception {
    try (EdgeServer old = server("old", 0)) {
      int port = old.listeners().getFirst().port();
      assertThat(old.keepNewConnections()).isEmpty();
      try (EdgeServer successor = server("new", port);
          RawHttp idle = RawHttp.connect(port);
          RawHttp reporting = RawHttp.connect(port)) {
        assertThat(idle.send(WHO).receive().header("connection")).isEmpty();
        assertThat(reporting.send(APPEND).receive().status()).isEqualTo(200);
        assertThat(successor.listeners().getFirst().port()).isEqualTo(port);
        assertThat(old.beginHandOver()).isEmpty();
        old.finishHandOver();
        // Well past drainIdle, after which a server that stops would have closed it.
        await()
            .during(DEADLINES.drainIdle().multipliedBy(2))
            .atMost(PATIENCE)
            .until(() -> old.connectionsOpen() == 2);
        RawHttp.Answer last = idle.send(WHO).receive();
        assertThat(last.text()).isEqualTo("old");
        assertThat(last.header("connection")).isEqualTo("close");
        assertThat(idle.isClosedByServer()).isTrue();
        idle.close();
        assertThat(reporting.send(APPEND).receive().header("connection")).isEmpty();
        assertThat(reporting.send(WHO).receive().header("connection")).isEqualTo("close");
        reporting.close();
        await().atMost(PATIENCE).until(() -> old.connectionsOpen() == 0);
      }
    }
  }

  @Test
  @DisplayName("under load with and without keep-alive not one connection is reset")
  void underLoadNobodyNotices() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    List<Future<Integer>> clients = new ArrayList<>();
    EdgeServer serving = server("0", 0);
    int port = serving.listeners().getFirst().port();
    try (var background = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        clients.add(background.submit(client(port, i % 2 == 0, over, answered)));
      }
      for (int i = 1; i <= 10; i++) {
        assertThat(serving.keepNewConnections()).isEmpty();
        EdgeServer successor = server(String.valueOf(i), port);
        awaitMore(answered, 200);
        assertThat(serving.beginHandOver()).isEmpty();
        awaitMore(answered, 200);
        serving.finishHandOver();
        EdgeServer leaving = serving;
        await().atMost(PATIENCE).until(() -> leaving.connectionsOpen() == 0);
        leaving.close();
        serving = successor;
      }
      over.set(true);
      for (Future<Integer> client : clients) {
        assertThat(client.get()).isPositive();
      }
    } finally {
      over.set(true);
      serving.close();
    }
  }

  private static void awaitMore(AtomicInteger answered, int more) {
    int from = answered.get();
    await().atMost(PATIENCE).until(() -> answered.get() > from + more);
  }

  /// Any failure, on a new connection or on an old one, fails the client.
  private static Callable<Integer> client(
      int port, boolean keepAlive, AtomicBoolean over, AtomicInteger answered) {
    return () -> {
      int requests = 0;
      while (!over.get()) {
        try (RawHttp http = RawHttp.connect(port)) {
          boolean open = true;
          while (open && !over.get()) {
            RawHttp.Answer answer = http.send(WHO).receive();
            assertThat(answer.status()).isEqualTo(200);
            requests++;
            answered.incrementAndGet();
            open = keepAlive && !answer.header("connection").equals("close");
          }
        }
      }
      return requests;
    };
  }

  private static List<String> whoAnswers(int port) throws Exception {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      try (RawHttp http = RawHttp.connect(port)) {
        answers.add(http.send(WHO).receive().text());
      }
    }
    return answers;
  }

  private static EdgeServer server(String name, int port) throws Exception {
    Routes routes =
        Routes.builder()
            .get("/who", request -> Reply.text(200, "text/plain", name))
            .post("/report/{id}", request -> Reply.json(200, "{}").keepingConnection())
            .build();
    return EdgeServer.start(
        List.of(ListenerOptions.http("public", "127.0.0.1", port).withDeadlines(DEADLINES)),
        routes,
        new SimpleMeterRegistry());
  }
}
