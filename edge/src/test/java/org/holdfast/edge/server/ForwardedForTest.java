package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("P77: the client's address behind trusted proxies")
final class ForwardedForTest {
  private static final InetAddress PEER = InetAddress.ofLiteral("10.0.0.1");

  @Test
  void withoutTrustedProxiesThePeerIsTheClient() {
    assertThat(client(0, "192.0.2.1, 192.0.2.2")).contains("10.0.0.1");
  }

  @Test
  void rightMostUntrustedHopCounts() {
    assertThat(client(1, "192.0.2.66, 198.51.100.7")).contains("198.51.100.7");
    assertThat(client(2, "192.0.2.66, 198.51.100.7, 10.0.0.2")).contains("198.51.100.7");
    assertThat(client(2, "192.0.2.66", "198.51.100.7", "10.0.0.2")).contains("198.51.100.7");
  }

  @Test
  void forgedLeftMostValuesHaveNoEffect() {
    for (String forged :
        List.of("192.0.2.66", "::1", "nonsense", "", ",,,", "127.0.0.1,10.0.0.9")) {
      assertThat(client(1, forged + ", 198.51.100.7")).as(forged).contains("198.51.100.7");
    }
  }

  @Test
  void shorterChainsWereWrittenByTrustedProxiesAlone() {
    assertThat(client(3, "198.51.100.7, 10.0.0.2")).contains("198.51.100.7");
    assertThat(client(1)).contains("10.0.0.1");
  }

  @Test
  void portsBracketsAndBlanksAreRemoved() {
    assertThat(client(1, "  198.51.100.7:4711 ")).contains("198.51.100.7");
    assertThat(client(1, "2001:db8::7")).contains("2001:db8:0:0:0:0:0:7");
    assertThat(client(1, "[2001:db8::7]")).contains("2001:db8:0:0:0:0:0:7");
    assertThat(client(1, "[2001:db8::7]:443")).contains("2001:db8:0:0:0:0:0:7");
    assertThat(client(1, "::ffff:198.51.100.7")).contains("198.51.100.7");
  }

  @Test
  void whatIsNoAddressIsNoSource() {
    for (String hop :
        List.of(
            "unknown",
            "_hidden",
            "localhost",
            "1",
            "1.2.3",
            "256.1.1.1",
            "fe80::1%lo",
            "[]",
            ":::")) {
      assertThat(client(1, hop)).as(hop).isEmpty();
    }
  }

  private static Optional<String> client(int trustedProxies, String... headers) {
    return ForwardedFor.client(PEER, List.of(headers), trustedProxies)
        .map(InetAddress::getHostAddress);
  }
}
