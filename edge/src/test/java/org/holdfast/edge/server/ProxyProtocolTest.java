package org.holdfast.edge.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("P77: the client's address from a load balancer")
final class ProxyProtocolTest {
  private static final String REQUEST =
      "POST /report HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";

  @RegisterExtension
  final RunningServer behind =
      new RunningServer(options -> options.withProxyProtocol().withDeadlines(RunningServer.SHORT));

  @RegisterExtension final RunningServer inFront = new RunningServer(options -> options);

  @Test
  void eitherVersionTellsTheClientAndTheConnectionGoesOn() throws IOException {
    byte[] second =
        ("\r\n\r\n\0\r\nQUIT\n\u0021\u0011\0\u000c" // version 2, PROXY, TCP over IPv4, 12 bytes
                + "\u00c6\u0033\u0064\u0007\u007f\0\0\u0001\u0012\u0067\0\u0050")
            .getBytes(ISO_8859_1);

    for (byte[] header :
        new byte[][] {
          "PROXY TCP4 198.51.100.7 127.0.0.1 4711 80\r\n".getBytes(ISO_8859_1), second
        }) {
      try (RawHttp client = RawHttp.connect(behind.port())) {
        client.send(header).send(REQUEST);
        assertThat(client.receive().text()).contains("\"source\":\"198.51.100.7\"");
        client.send(REQUEST);
        assertThat(client.receive().text()).contains("\"source\":\"198.51.100.7\"");
      }
    }
  }

  @Test
  void onOtherListenersTheHeaderIsNoRequest() throws IOException {
    try (RawHttp client = RawHttp.connect(inFront.port())) {
      client.send("PROXY TCP4 198.51.100.7 127.0.0.1 4711 80\r\n" + REQUEST);
      assertThat(client.receive().status()).isEqualTo(400);
    }
  }
}
