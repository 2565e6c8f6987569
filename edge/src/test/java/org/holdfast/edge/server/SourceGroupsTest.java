package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.holdfast.edge.AddressRange;
import org.holdfast.edge.Source;
import org.holdfast.edge.SourceGroup;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Who counts as one, and that nobody's address can be told from it (I8).
final class SourceGroupsTest {
  private static final ListenerOptions PLAIN = ListenerOptions.http("public", "127.0.0.1", 0);

  private final SourceGroups groups = new SourceGroups(EdgeLimits.CROWDS_STANDARD);

  private SourceGroup of(String address) {
    return groups.ofRequest(PLAIN, Source.of(InetAddress.ofLiteral(address)));
  }

  @Test
  void ipv4CountsByItsSlash24() {
    assertThat(of("192.0.2.1")).isEqualTo(of("192.0.2.254")).isNotEqualTo(of("192.0.3.1"));
    assertThat(of("192.0.2.1").crowd()).isFalse();
  }

  @Test
  void ipv6CountsByItsSlash48() {
    assertThat(of("2001:db8:1:2::3"))
        .isEqualTo(of("2001:db8:1:ffff::9"))
        .isNotEqualTo(of("2001:db8:2:2::3"));
  }

  @Test
  @DisplayName("I8: under another key, and so in another process, a network has another hash")
  void hashesAreKeyedAndTheKeyIsReplaced() {
    SourceGroup before = of("192.0.2.1");
    assertThat(new SourceGroups(List.of()).ofConnection(PLAIN, InetAddress.ofLiteral("192.0.2.1")))
        .isNotEqualTo(before);
    groups.rotate();
    assertThat(of("192.0.2.1")).isNotEqualTo(before);
    assertThat(before.toString()).doesNotContain(Long.toString(before.digest()));
  }

  @Test
  void loopbackAndConfiguredHopsAreCrowds() {
    assertThat(of("127.0.0.1").crowd()).isTrue();
    assertThat(of("::1").crowd()).isTrue();
    SourceGroups configured =
        new SourceGroups(List.of(AddressRange.parse("10.0.0.0/8").orElseThrow()));
    assertThat(configured.ofConnection(PLAIN, InetAddress.ofLiteral("10.9.8.7")).crowd()).isTrue();
    assertThat(configured.ofConnection(PLAIN, InetAddress.ofLiteral("127.0.0.1")).crowd())
        .isFalse();
  }

  @Test
  void onlyNeighboursAndNamedHopsMaySpeakForOthers() {
    SourceGroups configured =
        new SourceGroups(List.of(AddressRange.parse("10.0.0.0/8").orElseThrow()));
    assertThat(configured.mayBeProxy(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
    assertThat(configured.mayBeProxy(InetAddress.ofLiteral("10.9.8.7"))).isTrue();
    assertThat(configured.mayBeProxy(InetAddress.ofLiteral("192.0.2.1"))).isFalse();
    assertThat(configured.mayBeProxy(InetAddress.ofLiteral("2001:db8::1"))).isFalse();
  }

  @Test
  void connectionsThroughATrustedProxyAreItsCrowdAndTheirRequestsCountByClient() {
    ListenerOptions behind = PLAIN.withTrustedProxies(1);
    InetAddress proxy = InetAddress.ofLiteral("198.51.100.1");
    assertThat(groups.ofConnection(behind, proxy).crowd()).isTrue();
    assertThat(groups.ofRequest(behind, Source.of(InetAddress.ofLiteral("192.0.2.1"))))
        .isEqualTo(of("192.0.2.1"));
  }

  @Test
  void onionAndFrontedPeersAreCrowdsOfTheirOwn() {
    ListenerOptions onion = PLAIN.withTransport("onion");
    ListenerOptions fronted = PLAIN.withTransport("fronted");
    InetAddress edge = InetAddress.ofLiteral("198.51.100.1");
    assertThat(groups.ofRequest(onion, Source.NONE))
        .isEqualTo(groups.ofConnection(onion, edge))
        .isNotEqualTo(groups.ofRequest(fronted, Source.of(edge)));
    assertThat(groups.ofRequest(fronted, Source.of(edge)).crowd()).isTrue();
    assertThat(groups.ofConnection(fronted, edge).crowd()).isTrue();
  }
}
