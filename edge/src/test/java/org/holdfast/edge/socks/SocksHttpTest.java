package org.holdfast.edge.socks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.holdfast.edge.tls.TestAuthority;
import org.holdfast.edge.tls.TlsFiles;
import org.holdfast.edge.tls.TlsIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// RFC 1928 and RFC 1929 from the client's side, against a proxy that answers as it is told.
class SocksHttpTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String HEAD = "HTTP/1.1 200 OK\r\n";

  @TempDir Path directory;

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private ServerSocket proxy;
  private volatile int reply;
  private volatile Optional<SSLContext> identity = Optional.empty();
  private volatile String answer = "";

  @BeforeEach
  void start() throws IOException {
    proxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::serve);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
  }

  private void serve() {
    while (!proxy.isClosed()) {
      try (Socket client = proxy.accept()) {
        serve(client);
      } catch (IOException e) {
        heard.add("ended");
      }
    }
  }

  private void serve(Socket client) throws IOException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    in.readFully(new byte[4]);
    client.getOutputStream().write(new byte[] {5, 2});
    in.readFully(new byte[1]);
    byte[] name = new byte[in.read()];
    in.readFully(name);
    in.readFully(new byte[in.read()]);
    client.getOutputStream().write(new byte[] {1, 0});
    in.readFully(new byte[4]);
    byte[] host = new byte[in.read()];
    in.readFully(host);
    heard.add(new String(name, ISO_8859_1));
    heard.add(new String(host, ISO_8859_1) + ":" + in.readUnsignedShort());
    client.getOutputStream().write(new byte[] {5, (byte) reply, 0, 1, 0, 0, 0, 0, 0, 0});
    if (reply == 0) {
      answer(identity.isPresent() ? secured(client, identity.get()) : client);
    }
  }

  private Socket secured(Socket client, SSLContext context) throws IOException {
    SSLSocket secured =
        (SSLSocket) context.getSocketFactory().createSocket(client, "client", 0, true);
    secured.setUseClientMode(false);
    secured.startHandshake();
    heard.add(((ExtendedSSLSession) secured.getSession()).getRequestedServerNames().toString());
    return secured;
  }

  private void answer(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    StringBuilder asked = new StringBuilder();
    while (asked.indexOf("\r\n\r\n") < 0) {
      asked.append((char) in.read());
    }
    heard.add(asked.toString());
    client.getOutputStream().write(answer.getBytes(ISO_8859_1));
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.getLocalPort());
  }

  private SocksHttp client() {
    return new SocksHttp(address(), new Random(1));
  }

  private SocksHttp client(SSLContext trust) {
    return new SocksHttp(address(), new Random(1), trust::getSocketFactory);
  }

  private static SocksHttp.Answer ask(SocksHttp client) throws IOException {
    return client.ask(
        new SocksHttp.Question(
            "GET", URI.create("http://x.onion/path?q=1"), Map.of("A", List.of("b")), new byte[0]),
        SOON,
        20);
  }

  @Test
  void proxyLooksTheNameUpAndTheAnswerIsReadToItsLengthOrTheEnd() throws Exception {
    SocksHttp client = client();
    answer = HEAD + "content-length: 2\r\n\r\nokay";

    assertThat(ask(client).body()).asString().isEqualTo("ok");

    String circuit = heard.take();
    assertThat(heard.take()).isEqualTo("x.onion:80");
    assertThat(heard.take())
        .isEqualTo("GET /path?q=1 HTTP/1.0\r\nHost: x.onion\r\nA: b\r\nConnection: close\r\n\r\n");
    answer = HEAD + "\r\nokay";
    assertThat(ask(client).body()).asString().isEqualTo("okay");
    assertThat(heard.take()).as("the same circuits while all is well").isEqualTo(circuit);
  }

  @Test
  void whatFailedIsAskedOverOtherCircuitsTheNextTime() throws Exception {
    SocksHttp client = client();
    reply = 4;
    assertThatThrownBy(() -> ask(client)).hasMessageContaining("cannot reach it (reply 4)");
    String circuit = heard.take();
    assertThat(heard.take()).isEqualTo("x.onion:80");
    assertThatThrownBy(() -> ask(client)).isInstanceOf(IOException.class);
    assertThat(heard.take()).isNotEqualTo(circuit);
  }

  @Test
  void whatIsNoWholeAnswerIsNone() {
    SocksHttp client = client();
    answer = HEAD + "content-length: 9\r\n\r\nokay";
    assertThatThrownBy(() -> ask(client)).hasMessageContaining("breaks off");
    answer = HEAD + "\r\n" + "x".repeat(21);
    assertThatThrownBy(() -> ask(client)).hasMessageContaining("longer than 20 bytes");
    answer = "SSH-2.0\r\n\r\n";
    assertThatThrownBy(() -> ask(client)).hasMessageContaining("not HTTP");
    answer = HEAD + "content-length: -1\r\n\r\n";
    assertThatThrownBy(() -> ask(client)).hasMessageContaining("not a number");
  }

  @Test
  void frontIsSpokenToInTlsWithItsOwnNameAndAskedForAnother() throws Exception {
    TestAuthority authority = new TestAuthority();
    TlsFiles files = authority.write(directory, "front", "front.test", "EC");
    identity = Optional.of(TlsIdentity.open(files).contextFactory().getSslContext());
    answer = HEAD + "content-length: 2\r\n\r\nok";
    SocksHttp client = client(authority.trustingTheRoot());

    assertThat(askFront(client, "front.test").body()).asString().isEqualTo("ok");

    heard.take();
    assertThat(heard.take()).isEqualTo("front.test:443");
    assertThat(heard.take()).contains("value=front.test");
    assertThat(heard.take()).contains("host: behind.test\r\n").doesNotContain("Host: front.test");
    assertThatThrownBy(() -> askFront(client, "other.test"))
        .as("whose certificate has another name")
        .isInstanceOf(SSLHandshakeException.class);
  }

  private static SocksHttp.Answer askFront(SocksHttp client, String front) throws IOException {
    return client.ask(
        new SocksHttp.Question(
            "GET",
            URI.create("https://" + front + "/"),
            Map.of("host", List.of("behind.test")),
            new byte[0]),
        SOON,
        20);
  }
}
