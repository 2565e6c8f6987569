package org.holdfast.edge.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import org.holdfast.edge.tls.PemIdentity;
import org.holdfast.edge.tls.TestAuthority;
import org.holdfast.edge.tls.TlsFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final Routes ROUTES =
      Routes.builder()
          .get("/", request -> Reply.text(200, "text/plain", request.transport()))
          .post("/echo", request -> new Reply(200, Map.of(), request.body(), true))
          .build();

  @TempDir static Path directory = Path.of("");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final EdgeServer server;

  TlsTest() throws Exception {
    TlsFiles files = AUTHORITY.write(directory, "first", "localhost", "EC");
    server =
        EdgeServer.start(
            List.of(
                ListenerOptions.https("public", "127.0.0.1", 0, files).withDeadlines(deadlines())),
            ROUTES,
            meters);
  }

  /// The first handshake of a Java machine that has just started takes its time.
  private static Deadlines deadlines() {
    Deadlines rest = RunningServer.SHORT;
    return new Deadlines(
        Duration.ofSeconds(5),
        rest.bodySilence(),
        rest.body(),
        rest.bodyRateGrace(),
        rest.bodyBytesPerSecondMin(),
        rest.keepAliveIdle(),
        rest.drainIdle(),
        rest.linger());
  }

  @Test
  void handshakeThatTheServerIsTooBusyForIsNotHeldAgainstTheClient() throws Exception {
    Deadlines standard = Deadlines.standard();
    Duration header = Duration.ofMillis(1500);
    Deadlines hasty =
        new Deadlines(
            header,
            standard.bodySilence(),
            standard.body(),
            standard.bodyRateGrace(),
            standard.bodyBytesPerSecondMin(),
            standard.keepAliveIdle(),
            standard.drainIdle(),
            standard.linger());
    TlsFiles files = AUTHORITY.write(directory, "busy", "localhost", "EC");
    try (EdgeServer busy =
            EdgeServer.start(
                List.of(
                    ListenerOptions.https("public", "127.0.0.1", 0, files).withDeadlines(hasty)),
                ROUTES,
                meters);
        var work = Executors.newVirtualThreadPerTaskExecutor();
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), busy.url("public").getPort())) {
      await().until(() -> busy.connectionsOpen() == 1);
      for (int i = 0; i < 16 * Runtime.getRuntime().availableProcessors(); i++) {
        work.execute(() -> spin(header.dividedBy(8)));
      }
      work.close();
      try (SSLSocket socket =
              (SSLSocket)
                  AUTHORITY
                      .trustingTheRoot()
                      .getSocketFactory()
                      .createSocket(plain, "localhost", plain.getPort(), true);
          RawHttp http = RawHttp.over(socket)) {
        assertThat(http.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").receive().status())
            .isEqualTo(200);
      }
    }
  }

  /// Keeps one of the threads busy that serve connections.
  private static void spin(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  @DisplayName("L81: the root alone verifies, so the whole chain is sent; TLS 1.2 and 1.3")
  void wholeChainIsSentInBothVersions() throws IOException {
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      try (SSLSocket socket = connect("localhost", version)) {
        assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        assertThat(socket.getSession().getPeerCertificates()).hasSize(2);
      }
    }
  }

  @Test
  void olderVersionsAreRefused() {
    assertThatThrownBy(() -> connect("localhost", "TLSv1.1")).isInstanceOf(IOException.class);
  }

  @Test
  @DisplayName("0.6: unknown and absent server names get the default certificate")
  void unknownServerNamesAreServed() throws IOException {
    for (String name : List.of("unrelated.example", "")) {
      try (SSLSocket socket = connect(name, "TLSv1.3");
          RawHttp http = RawHttp.over(socket)) {
        RawHttp.Answer answer = http.send("GET / HTTP/1.1\r\nHost: other\r\n\r\n").receive();
        assertThat(answer.text()).isEqualTo("https");
      }
    }
  }

  @Test
  @DisplayName("1.0: the end of a connection is announced with close_notify")
  void closeNotifyIsSent() throws Exception {
    try (SSLSocket socket = connect("localhost", "TLSv1.3");
        RawHttp http = RawHttp.over(socket)) {
      http.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(http.receive().status()).isEqualTo(200);
      // Without close_notify, reading fails instead of ending.
      assertThat(http.isClosedByServer()).isTrue();
    }
    try (SSLSocket socket = connect("localhost", "TLSv1.3");
        RawHttp http = RawHttp.over(socket)) {
      assertThat(http.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").receive().status()).isEqualTo(200);
      server.drain(Duration.ofSeconds(10));
      assertThat(http.isClosedByServer()).isTrue();
    }
  }

  @Test
  @DisplayName("P8: HTTP/2 by ALPN, HTTP/1.1 for who does not ask")
  void http2ByAlpn() throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(AUTHORITY.trustingTheRoot()).build()) {
      for (HttpClient.Version version : HttpClient.Version.values()) {
        if (version.name().equals("HTTP_3")) {
          continue;
        }
        byte[] body = new byte[3_000_000];
        HttpResponse<byte[]> answer =
            client.send(
                HttpRequest.newBuilder(uri("/echo"))
                    .version(version)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.body()).isEqualTo(body);
      }
    }
  }

  @Test
  @DisplayName("Trap 3: under load every HTTP/2 stream that reached an endpoint is answered")
  void drainUnderLoadAnswersEveryStream() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    List<Future<Boolean>> clients = new ArrayList<>();
    try (HttpClient client =
            HttpClient.newBuilder().sslContext(AUTHORITY.trustingTheRoot()).build();
        var background = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        clients.add(background.submit(() -> requestUntilNobodyListens(client, answered)));
      }
      await().until(() -> answered.get() > 200);
      assertThat(server.drain(Duration.ofSeconds(20))).isTrue();
      for (Future<Boolean> done : clients) {
        assertThat(done.get()).isTrue();
      }
      // So nothing that a client repeats was done before.
      assertThat(meters.get("holdfast.http.requests").tag("template", "/").counter().count())
          .isEqualTo(answered.get());
    }
  }

  private boolean requestUntilNobodyListens(HttpClient client, AtomicInteger answered)
      throws InterruptedException {
    while (true) {
      try {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(uri("/")).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        answered.incrementAndGet();
      } catch (ConnectException nobodyListens) {
        return true;
      } catch (IOException goneAway) {
        // Refused by GOAWAY or not yet accepted: RFC 9113 section 6.8 lets clients repeat it.
      }
    }
  }

  @Test
  void identityIsReplacedWithoutClosingConnections() throws Exception {
    try (SSLSocket before = connect("localhost", "TLSv1.3");
        RawHttp http = RawHttp.over(before)) {
      assertThat(http.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").receive().status()).isEqualTo(200);
      PemIdentity second =
          PemIdentity.read(AUTHORITY.write(directory, "second", "localhost", "RSA"));
      server.tls("public").orElseThrow().replace(second);
      try (SSLSocket after = connect("localhost", "TLSv1.3")) {
        assertThat(serial(after)).isEqualTo(second.chain().getFirst().getSerialNumber());
        assertThat(serial(before)).isNotEqualTo(serial(after));
      }
      assertThat(http.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").receive().status()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("Trap 5: a handshake that does not come to an end is cut off")
  void stalledHandshakeIsCutOff() throws IOException {
    try (RawHttp http =
        RawHttp.over(
            new Socket(InetAddress.getLoopbackAddress(), server.listeners().getFirst().port()))) {
      http.send(new byte[] {0x16, 3, 1, 2, 0});
      // At most alerts.
      assertThat(http.receiveToTheEnd()).hasSizeLessThan(20);
    }
  }

  private static Object serial(SSLSocket socket) throws IOException {
    return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
  }

  private URI uri(String path) {
    return URI.create("https://localhost:" + server.url("public").getPort() + path);
  }

  private SSLSocket connect(String serverName, String version) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            AUTHORITY
                .trustingTheRoot()
                .getSocketFactory()
                .createSocket(InetAddress.ofLiteral("127.0.0.1"), server.url("public").getPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {version});
    if (!serverName.isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(serverName.getBytes(US_ASCII))));
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
