package org.holdfast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/// Ranges as operators write them.
final class AddressRangeTest {
  @Test
  void prefixDecidesBitByBit() {
    AddressRange range = AddressRange.parse("10.1.128.7/17").orElseThrow();
    assertThat(range.contains(InetAddress.ofLiteral("10.1.255.1"))).isTrue();
    assertThat(range.contains(InetAddress.ofLiteral("10.1.127.1"))).isFalse();
    assertThat(range).hasToString("10.1.128.0/17").isEqualTo(parsed("10.1.200.1/17"));
    assertThat(range).hasSameHashCodeAs(parsed("10.1.200.1/17"));
  }

  @Test
  void bothFamiliesAndSingleAddresses() {
    assertThat(parsed("fd00::/8").contains(InetAddress.ofLiteral("fdff::1"))).isTrue();
    assertThat(parsed("fd00::/8").contains(InetAddress.ofLiteral("10.0.0.1"))).isFalse();
    assertThat(parsed("::1").contains(InetAddress.ofLiteral("::1"))).isTrue();
    assertThat(parsed("0.0.0.0/0").contains(InetAddress.ofLiteral("192.0.2.1"))).isTrue();
  }

  @Test
  void whatIsNoRangeIsNone() {
    for (String text : new String[] {"", "10.0.0.0/33", "::/129", "example.org", "10.0.0.0/-1"}) {
      assertThat(AddressRange.parse(text)).as(text).isEmpty();
    }
  }

  private static AddressRange parsed(String text) {
    return AddressRange.parse(text).orElseThrow();
  }
}
