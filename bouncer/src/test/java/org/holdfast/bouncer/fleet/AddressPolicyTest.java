package org.holdfast.bouncer.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.holdfast.bouncer.fleet.fixture.Nodes;
import org.holdfast.bouncer.fleet.health.PublicOnly;
import org.junit.jupiter.api.Test;

class AddressPolicyTest {
  @Test
  void bouncersConnectToTheirOwnNetworkOnlyWhereTheyMay() {
    for (String address :
        List.of(
            "0.0.0.0",
            "10.1.2.3",
            "100.127.255.255",
            "127.0.0.2",
            "169.254.169.254",
            "172.31.0.1",
            "192.0.0.8",
            "192.168.1.1",
            "198.19.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::1",
            "fc00::1",
            "fe80::1",
            "ff02::1")) {
      InetAddress resolved = InetAddress.ofLiteral(address);

      assertThat(AddressPolicy.PUBLIC_ONLY.allows(resolved)).as(address).isFalse();
      assertThat(AddressPolicy.ANY.allows(resolved)).as(address).isTrue();
    }
  }

  @Test
  void whatIsPublicMayBeAsked() {
    for (String address : List.of("9.9.9.9", "100.128.0.1", "172.32.0.1", "2620:fe::fe")) {
      assertThat(AddressPolicy.PUBLIC_ONLY.allows(InetAddress.ofLiteral(address)))
          .as(address)
          .isTrue();
    }
  }

  @Test
  void nothingIsAskedAtAnAddressThatIsNotPublic() throws Exception {
    KnownNode node =
        new KnownNode(
            Nodes.C1,
            Optional.empty(),
            Optional.empty(),
            Wanted.SERVING,
            Nodes.NOON,
            Optional.empty(),
            Optional.empty());
    PublishedAddress inside = Nodes.https("127.0.0.1:9");

    assertThat(
            new PublicOnly((n, a, w) -> Optional.of("was asked"), AddressPolicy.PUBLIC_ONLY)
                .fault(node, inside, Duration.ofSeconds(1)))
        .contains("127.0.0.1 is not on the public Internet");
    assertThat(
            new PublicOnly((n, a, w) -> Optional.of("was asked"), AddressPolicy.ANY)
                .fault(node, inside, Duration.ofSeconds(1)))
        .contains("was asked");
  }
}
