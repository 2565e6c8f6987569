package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Several listeners, each with its own transport and its own idea of who the client is.
final class ListenersTest {
  private static final Routes ROUTES =
      Routes.builder().get("/who", ListenersTest::who).get("/ask", ListenersTest::ask).build();

  private static Reply who(Request request) {
    String address =
        request
            .source()
            .addressForUseInMemoryOnly()
            .map(InetAddress::getHostAddress)
            .orElse("nobody");
    return Reply.text(200, "text/plain", request.transport() + " " + address);
  }

  private static Reply ask(Request request) {
    return Reply.text(
        200, "text/plain", request.query("q").orElse("none") + request.queryAll("x").size());
  }

  @Test
  @DisplayName("P77: the source is the peer, the trusted hop, or nobody, by listener")
  void sourceDependsOnTheListener() throws Exception {
    var listeners =
        List.of(
            ListenerOptions.http("direct", "127.0.0.1", 0),
            ListenerOptions.http("fronted", "127.0.0.1", 0)
                .withTransport("fronted")
                .withTrustedProxies(1),
            ListenerOptions.http("onion", "127.0.0.1", 0).withTransport("onion"));
    try (EdgeServer server = EdgeServer.start(listeners, ROUTES, new SimpleMeterRegistry())) {
      assertThat(server.listeners())
          .extracting(BoundListener::name)
          .containsExactly("direct", "fronted", "onion");
      assertThat(get(server, "direct", "/who")).isEqualTo("http 127.0.0.1");
      assertThat(get(server, "fronted", "/who")).isEqualTo("fronted 198.51.100.7");
      assertThat(get(server, "onion", "/who")).isEqualTo("onion nobody");
      assertThat(get(server, "direct", "/ask?x=1&q=%C3%A4&x=2")).isEqualTo("ä2");
      assertThat(server.tls("direct")).isEmpty();
      assertThatThrownBy(() -> server.url("absent")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static String get(EdgeServer server, String listener, String path) throws IOException {
    try (RawHttp http = RawHttp.connect(server.url(listener).getPort())) {
      http.send(
          "GET %s HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.66\r\nX-Forwarded-For: 198.51.100.7\r\n\r\n"
              .formatted(path));
      return http.receive().text();
    }
  }

  @Test
  void nothingStaysOpenWhenOneAddressCannotBeBound() throws IOException {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    var listeners =
        List.of(
            ListenerOptions.http("good", "127.0.0.1", free),
            ListenerOptions.http("bad", "192.0.2.1", 0));
    assertThatThrownBy(() -> EdgeServer.start(listeners, ROUTES, new SimpleMeterRegistry()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("192.0.2.1");
    assertThatThrownBy(() -> RawHttp.connect(free)).isInstanceOf(IOException.class);
  }
}
