package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.edge.Routes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// At most five connections, at most two from one network. Loopback has many networks: 127.0.1.0/24
/// is another one than 127.0.2.0/24.
@Timeout(30)
final class ConnectionCapsTest {
  private static final String GET = "GET /large HTTP/1.1\r\nHost: x\r\n\r\n";

  @RegisterExtension
  final RunningServer server =
      new RunningServer(
          EdgeLimits.standard().withConnections(5, 2).withCrowds(List.of()),
          Routes.builder().build(),
          options -> options);

  private final List<RawHttp> open = new ArrayList<>();

  @AfterEach
  void hangUp() throws IOException {
    for (RawHttp http : open) {
      http.close();
    }
  }

  private RawHttp connect(String from) throws IOException {
    RawHttp http =
        RawHttp.over(
            new Socket(
                InetAddress.getLoopbackAddress(), server.port(), InetAddress.ofLiteral(from), 0));
    open.add(http);
    return http;
  }

  private void assertServed(RawHttp http) throws IOException {
    assertThat(http.send(GET).receive().status()).isEqualTo(200);
  }

  private void assertReset(String from) throws IOException {
    RawHttp http = connect(from);
    assertThatThrownBy(() -> http.send(GET).receive()).isInstanceOf(IOException.class);
  }

  private double connections() {
    return server.meters.get("holdfast.http.connections").gauge().value();
  }

  @Test
  void oneNetworkHasItsPartAndOthersTheirs() throws IOException {
    assertServed(connect("127.0.1.1"));
    assertServed(connect("127.0.1.2"));

    assertReset("127.0.1.3");

    assertServed(connect("127.0.2.1"));
    assertThat(server.count("holdfast.http.refused", "reason", "connections-source")).isEqualTo(1);
    assertThat(connections()).isEqualTo(3);
  }

  @Test
  void listenerHasABoundForAllTogether() throws IOException {
    for (int network = 1; network <= 5; network++) {
      assertServed(connect("127.0." + network + ".1"));
    }

    assertReset("127.0.6.1");

    assertThat(server.count("holdfast.http.refused", "reason", "connections-listener"))
        .isEqualTo(1);
  }

  @Test
  void whoeverLeavesMakesRoom() throws IOException {
    for (int round = 0; round < 5; round++) {
      assertServed(connect("127.0.1.1"));
      assertServed(connect("127.0.1.1"));
      assertReset("127.0.1.1");
      hangUp();
      await().until(() -> connections() == 0);
    }
  }
}
