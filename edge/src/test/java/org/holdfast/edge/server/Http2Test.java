package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.AsyncRequestContent;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.PingFrame;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// HTTP/2 without TLS, by prior knowledge.
@Timeout(60)
final class Http2Test {
  @RegisterExtension
  final RunningServer server =
      new RunningServer(
          options ->
              options
                  .withBodyBytesMax(10 << 20)
                  .withDeadlines(
                      RunningServer.shortBut(Duration.ofMillis(1500), Duration.ofSeconds(10))));

  private final HttpClient client =
      new HttpClient(new HttpClientTransportOverHTTP2(new HTTP2Client()));

  @BeforeEach
  void startClient() throws Exception {
    client.start();
  }

  @AfterEach
  void stopClient() throws Exception {
    client.stop();
  }

  @Test
  @DisplayName("P8: HTTP/2 is served like HTTP/1.1")
  void http2IsServed() throws Exception {
    ContentResponse answer = post("/report/x", new byte[5]);
    assertThat(answer.getVersion()).isEqualTo(HttpVersion.HTTP_2);
    assertThat(answer.getStatus()).isEqualTo(200);
    assertThat(answer.getContentAsString())
        .contains("\"length\":5")
        .contains("\"path\":\"/report/x\"");
    assertThat(client.GET(server.uri("/invalidpath")).getContentAsString())
        .contains("\"error\":404");
    assertThat(client.GET(server.uri("/report")).getContentAsString()).contains("\"error\":405");
  }

  @Test
  @DisplayName("P8: an HTTP/1.1 client may upgrade to h2c, and need not")
  void upgradeIsOffered() throws Exception {
    try (var jdkClient = java.net.http.HttpClient.newHttpClient()) {
      for (int i = 0; i < 3; i++) {
        var answer =
            jdkClient.send(
                HttpRequest.newBuilder(server.uri("/report"))
                    .POST(HttpRequest.BodyPublishers.ofString("hello"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"length\":5");
      }
    }
  }

  @Test
  void largeBodyArrives() throws Exception {
    byte[] body = new byte[9 << 20];
    assertThat(post("/report", body).getContentAsString()).contains("\"length\":" + body.length);
  }

  @Test
  void hostIsThePseudoHeader() throws Exception {
    assertThat(post("/report", new byte[0]).getContentAsString())
        .contains("\"host\":\"" + server.uri("/").getAuthority() + "\"");
  }

  @Test
  void tooLargeBodyIs413() throws Exception {
    assertThat(post("/report", new byte[11 << 20]).getStatus()).isEqualTo(413);
  }

  @Test
  void stalledBodyIsEndedAndOthersOnTheConnectionGoOn() throws Exception {
    try (var never = new AsyncRequestContent()) {
      never.write(ByteBuffer.wrap(new byte[10]), Callback.NOOP);
      var stalled =
          new CompletableResponseListener(
                  client.newRequest(server.uri("/report")).method("POST").body(never))
              .send();
      assertThat(post("/report", new byte[10]).getStatus()).isEqualTo(200);
      // Jetty resets the stream right behind the 408, which this client takes for a failure.
      assertThat(stalled).failsWithin(Duration.ofSeconds(10));
      assertThat(server.count("holdfast.http.refused", "reason", "body-timeout")).isEqualTo(1);
      assertThat(post("/report", new byte[10]).getStatus()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("pings without requests do not keep a connection")
  void pingsKeepNoConnection() throws Exception {
    HTTP2Client http2 = new HTTP2Client();
    http2.start();
    try {
      var closed = new CompletableFuture<GoAwayFrame>();
      Session session =
          http2
              .connect(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                  new Session.Listener() {
                    @Override
                    public void onGoAway(Session s, GoAwayFrame frame) {
                      closed.complete(frame);
                    }
                  })
              .get();
      MetaData.Request get =
          new MetaData.Request(
              "GET", HttpURI.from(server.uri("/large")), HttpVersion.HTTP_2, HttpFields.EMPTY);
      var answered = new CompletableFuture<HeadersFrame>();
      var opened =
          session.newStream(
              new HeadersFrame(get, null, true),
              new Stream.Listener() {
                @Override
                public void onHeaders(Stream stream, HeadersFrame frame) {
                  answered.complete(frame);
                }
              });
      assertThat(opened).succeedsWithin(Duration.ofSeconds(10));
      assertThat(answered).succeedsWithin(Duration.ofSeconds(10));
      await()
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                session.ping(new PingFrame(false), Callback.NOOP);
                return closed.isDone();
              });
    } finally {
      http2.stop();
    }
  }

  private ContentResponse post(String path, byte[] body) throws Exception {
    return client.POST(server.uri(path)).body(new BytesRequestContent(body)).send();
  }
}
