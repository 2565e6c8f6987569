package org.holdfast.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.holdfast.edge.Source;
import tools.jackson.databind.json.JsonMapper;

class AddressScrubberProperties {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Property
  void everyV6AddressIsReadAsTheJdkWritesIt(@ForAll @Size(16) byte[] raw)
      throws UnknownHostException {
    raw[0] |= 1; // not IPv4-mapped, which the JDK writes as IPv4
    byte[] text = InetAddress.getByAddress(raw).getHostAddress().getBytes(UTF_8);
    assertThat(Ipv6Text.parse(text, 0, text.length)).hasValue(raw);
  }

  @Property
  void noTextMakesTheReaderFail(@ForAll String text) {
    byte[] bytes = text.getBytes(UTF_8);
    assertThat(Ipv6Text.parse(bytes, 0, bytes.length).map(a -> a.length).orElse(16)).isEqualTo(16);
  }

  @Property
  void jsonStaysJsonAndTheAddressIsGone(
      @ForAll @IntRange(min = 1, max = 9) int first,
      @ForAll byte second,
      @ForAll String before,
      @ForAll String after)
      throws UnknownHostException {
    InetAddress address = InetAddress.getByAddress(new byte[] {(byte) first, second, 3, 4});
    String text = before + " " + address.getHostAddress() + " " + after;
    byte[] body = JSON.writeValueAsBytes(JSON.createObjectNode().put("a", text).put("n", 1.25));

    byte[] scrubbed = AddressScrubber.of(Source.of(address)).scrub(body);

    assertThat(JSON.readTree(scrubbed).path("n").asDouble()).isEqualTo(1.25);
    assertThat(JSON.readTree(scrubbed).path("a").asString()).contains(" [scrubbed] ");
  }
}
