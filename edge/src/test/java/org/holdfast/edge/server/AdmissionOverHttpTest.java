package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import org.holdfast.edge.admission.Admission;
import org.holdfast.edge.admission.AdmissionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A place taken is given back whatever becomes of the request, and nobody but uploads waits for
/// one.
@Timeout(30)
final class AdmissionOverHttpTest {
  private final SimpleMeterRegistry places = new SimpleMeterRegistry();
  private final Semaphore goOn = new Semaphore(0);
  private final Admission admission =
      new Admission(
          new AdmissionOptions("submissions", 1, 0, Duration.ofMillis(50)),
          Optional::empty,
          places);

  private final Routes routes =
      Routes.builder()
          .post(
              "/stored",
              admission.guardAfterBody(
                  request -> {
                    int length = request.body().length;
                    goOn.acquire();
                    return Reply.json(200, "{\"length\":" + length + "}");
                  }))
          .post(
              "/broken",
              admission.guardAfterBody(
                  request -> {
                    byte[] body = request.body();
                    throw new IllegalStateException("a bug at " + body.length);
                  }))
          .get("/health", request -> Reply.json(200, "{}"))
          .build();

  @RegisterExtension
  final RunningServer server = new RunningServer(Long.MAX_VALUE, routes, options -> options);

  @Test
  void behindAProxyTheHeaviestOfItsClientsGivesWay() throws IOException {
    Semaphore release = new Semaphore(0);
    var meters = new SimpleMeterRegistry();
    Admission fair =
        new Admission(
            new AdmissionOptions("submissions", 1, 1, Duration.ofSeconds(20)),
            Optional::empty,
            meters);
    Routes fairRoutes =
        Routes.builder()
            .post(
                "/stored",
                fair.guardAfterBody(
                    request -> {
                      byte[] body = request.body();
                      release.acquire();
                      return new Reply(200, Map.of(), body, true);
                    }))
            .build();
    RunningServer behind =
        new RunningServer(Long.MAX_VALUE, fairRoutes, options -> options.withTrustedProxies(1));
    try (RawHttp first = RawHttp.connect(behind.port());
        RawHttp second = RawHttp.connect(behind.port());
        RawHttp other = RawHttp.connect(behind.port())) {
      first.send(forwarded("192.0.2.1"));
      await().until(() -> gauge(meters, "taken") == 1);
      second.send(forwarded("192.0.2.2"));
      await().until(() -> gauge(meters, "waiting") == 1);

      other.send(forwarded("198.51.100.1"));

      assertThat(second.receive().status()).isEqualTo(503);
      assertThat(behind.count("holdfast.http.refused", "reason", "busy-source")).isEqualTo(1);
      release.release(2);
      assertThat(first.receive().status()).isEqualTo(200);
      assertThat(other.receive().status()).isEqualTo(200);
    } finally {
      behind.server().close();
    }
  }

  /// On virtual threads, as many as there are processors would keep everybody else waiting.
  @Test
  void refusalsAndHealthDoNotWaitForThoseWhoCompute() throws Exception {
    int computing = Runtime.getRuntime().availableProcessors() + 1;
    var begun = new CountDownLatch(computing);
    var enough = new AtomicBoolean();
    Admission narrow =
        new Admission(
            new AdmissionOptions("submissions", computing, 0, Duration.ofSeconds(20)),
            Optional::empty,
            new SimpleMeterRegistry());
    Routes all =
        Routes.builder()
            .post(
                "/computed",
                narrow.guardAfterBody(
                    request -> {
                      int length = request.body().length;
                      begun.countDown();
                      while (!enough.get()) {
                        Thread.onSpinWait();
                      }
                      return Reply.json(200, "{\"length\":" + length + "}");
                    }))
            .get("/health", request -> Reply.json(200, "{}"))
            .build();
    RunningServer busy = new RunningServer(Long.MAX_VALUE, all, options -> options);
    List<RawHttp> computed = new ArrayList<>();
    try (RawHttp other = RawHttp.connect(busy.port())) {
      for (int i = 0; i < computing; i++) {
        RawHttp http = RawHttp.connect(busy.port());
        computed.add(http);
        http.send(post("/computed", 2) + "ok");
      }
      begun.await();

      assertThat(other.send(post("/computed", 2) + "ok").receive().status()).isEqualTo(503);
      assertThat(other.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n").receive().status())
          .isEqualTo(200);

      enough.set(true);
      for (RawHttp http : computed) {
        assertThat(http.receive().status()).isEqualTo(200);
      }
    } finally {
      enough.set(true);
      for (RawHttp http : computed) {
        http.close();
      }
      busy.server().close();
    }
  }

  private static double gauge(SimpleMeterRegistry meters, String name) {
    return meters.get("holdfast.admission." + name).gauge().value();
  }

  private static String forwarded(String client) {
    return "POST /stored HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: %s\r\nContent-Length: 2\r\n\r\nok"
        .formatted(client);
  }

  private static String post(String path, int length) {
    return "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n".formatted(path, length);
  }

  private double taken() {
    return places.get("holdfast.admission.taken").gauge().value();
  }

  private void assertPlaceIsFree() throws IOException {
    await().until(() -> taken() == 0);
    goOn.release();
    try (RawHttp http = RawHttp.connect(server.port())) {
      assertThat(http.send(post("/stored", 2) + "ok").receive().status()).isEqualTo(200);
    }
    assertThat(taken()).isZero();
  }

  @Test
  void surplusIsRefusedOnAConnectionThatStaysAndHealthIsAnswered() throws IOException {
    try (RawHttp first = RawHttp.connect(server.port());
        RawHttp second = RawHttp.connect(server.port())) {
      first.send(post("/stored", 2) + "ok");
      await().until(() -> taken() == 1);

      for (int i = 0; i < 3; i++) {
        RawHttp.Answer answer = second.send(post("/stored", 5000) + "x".repeat(5000)).receive();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isNotEmpty();
        assertThat(answer.header("connection")).isNotEqualToIgnoringCase("close");
      }
      second.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(second.receive().status()).isEqualTo(200);
      assertThat(server.count("holdfast.http.refused", "reason", "busy")).isEqualTo(3);
      assertThat(server.count("holdfast.http.deferred")).isEqualTo(3);

      goOn.release();
      assertThat(first.receive().status()).isEqualTo(200);
      goOn.release();
      assertThat(second.send(post("/stored", 2) + "ok").receive().status()).isEqualTo(200);
    }
  }

  @Test
  void slowUploadHoldsNoPlaceAndLeavesNothingBehindWhenItsTimeIsOver() throws IOException {
    RunningServer impatient =
        new RunningServer(
            Long.MAX_VALUE, routes, options -> options.withDeadlines(RunningServer.SHORT));
    try (RawHttp slow = RawHttp.connect(impatient.port())) {
      slow.send(post("/stored", 100) + "half");
      assertPlaceIsFree();
      assertThat(slow.receive().status()).isEqualTo(408);
    } finally {
      impatient.server().close();
    }
    assertPlaceIsFree();
  }

  @Test
  void clientThatLeavesWhileItsBodyIsStoredGivesItsPlaceBack() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send(post("/stored", 2) + "ok");
      await().until(() -> taken() == 1);
    }
    goOn.release();
    assertPlaceIsFree();
  }

  @Test
  void clientThatLeavesInTheMiddleOfItsBodyLeavesNothingBehind() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send(post("/stored", 100) + "half");
    }
    assertPlaceIsFree();
  }

  @Test
  void bugGivesThePlaceBack() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      assertThat(http.send(post("/broken", 2) + "ok").receive().status()).isEqualTo(500);
    }
    assertPlaceIsFree();
  }

  @Test
  void resetHttp2StreamGivesThePlaceBack() throws Exception {
    try (HTTP2Client client = new HTTP2Client()) {
      client.start();
      Session session =
          client
              .connect(
                  new java.net.InetSocketAddress("127.0.0.1", server.port()),
                  new Session.Listener() {})
              .get(10, TimeUnit.SECONDS);
      var post =
          new MetaData.Request(
              "POST",
              HttpURI.from(server.uri("/stored").toString()),
              HttpVersion.HTTP_2,
              HttpFields.EMPTY);
      Stream whole = open(session, post);
      whole.data(new DataFrame(whole.getId(), ByteBuffer.allocate(2), true), Callback.NOOP);
      await().until(() -> taken() == 1);
      Stream half = open(session, post);
      half.data(new DataFrame(half.getId(), ByteBuffer.allocate(2), false), Callback.NOOP);
      for (Stream stream : new Stream[] {whole, half}) {
        stream.reset(
            new ResetFrame(stream.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
      }
      goOn.release();
      assertPlaceIsFree();
    }
  }

  private static Stream open(Session session, MetaData.Request request) throws Exception {
    return session
        .newStream(new HeadersFrame(request, null, false), new Stream.Listener() {})
        .get(10, TimeUnit.SECONDS);
  }
}
