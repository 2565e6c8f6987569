package org.holdfast.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.holdfast.edge.Source;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("I8, P81: the submitter's address never reaches the journal")
class AddressScrubberTest {
  private static final String V4 = "198.51.100.7";
  private static final String V6 = "2001:db8::1:0:a";

  private static String scrub(String address, String text) throws UnknownHostException {
    Source source = Source.of(InetAddress.getByName(address));
    return new String(AddressScrubber.of(source).scrub(text.getBytes(UTF_8)), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"%s\"",
        "\"client_ip=%s&x=1\"",
        "\"%s:443\"",
        "\"it is %s.\"",
        "\"line\\n%s\\n\"",
        "\"@u0020%s\"",
        "\"@u00e9%s@u00e9\"",
        "\"ip%s\"",
        "\"http://%s/\"",
        "\"::ffff:%s\"",
        "\"{\\\"ip\\\":\\\"%s\\\"}\"",
        "%s"
      })
  void replacesTheV4Address(String text) throws UnknownHostException {
    String escaped = text.replace('@', '\\');
    assertThat(scrub(V4, escaped.formatted(V4))).isEqualTo(escaped.formatted("[scrubbed]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1198.51.100.7",
        "198.51.100.77",
        "198.51.100.7.9",
        "198.51.100",
        "9.198.51.100.7"
      })
  void leavesLongerAndOtherNumbersAlone(String text) throws UnknownHostException {
    assertThat(scrub(V4, "{\"a\":\"" + text + "\"}")).isEqualTo("{\"a\":\"" + text + "\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2001:db8::1:0:a",
        "2001:0db8:0000:0000:0000:0001:0000:000a",
        "2001:DB8::1:0:A",
        "2001:db8:0:0:0:1:0:a",
        "2001:db8:0:0:0:1::a",
        "2001:db8::1:0.0.0.10"
      })
  void replacesEverySpellingOfTheV6Address(String spelling) throws UnknownHostException {
    for (String text :
        new String[] {
          "\"%s\"",
          "\"[%s]:443\"",
          "\"%s.\"",
          "\"ip: %s\"",
          "\"\\n%s\\n\"",
          "\"@u0020%s\"",
          "\"\\b%s\"",
          "\"\\\\%s\"",
          "\"addr:%s:\"",
          "%s"
        }) {
      String escaped = text.replace('@', '\\');
      assertThat(scrub(V6, escaped.formatted(spelling)))
          .as(escaped)
          .isEqualTo(escaped.formatted("[scrubbed]"));
    }
  }

  @Test
  void findsAV6AddressThatBeginsLikeAnEscape() throws UnknownHostException {
    // `b` and `f` also end the escapes \b and \f.
    assertThat(scrub("face:db8::1", "\"\\\\face:db8::1 \\fface:db8::1\""))
        .isEqualTo("\"\\\\[scrubbed] \\f[scrubbed]\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2001:db8::1:0:ab",
        "2001:db8::1:0:a:b",
        "a:2001:db8::1:0:a",
        "12001:db8::1:0:a",
        "2001:db8:::1:0:a",
        "a:b",
        "::",
        "12:34:56",
        "ab:cd:ef:01:23:45"
      })
  void leavesOtherV6LookingTextAlone(String text) throws UnknownHostException {
    assertThat(scrub(V6, "{\"a\":\"" + text + "\"}")).isEqualTo("{\"a\":\"" + text + "\"}");
  }

  @Test
  void replacesEveryOccurrence() throws UnknownHostException {
    assertThat(scrub(V4, "{\"a\":[\"" + V4 + "\",\"" + V4 + "\",1.5,\"é\"]}"))
        .isEqualTo("{\"a\":[\"[scrubbed]\",\"[scrubbed]\",1.5,\"é\"]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.1.1",
        "100.64.1.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "::"
      })
  void leavesAddressesAloneThatAreNotGloballyRoutable(String address) throws UnknownHostException {
    byte[] body = ("{\"a\":\"" + address + "\"}").getBytes(UTF_8);
    assertThat(AddressScrubber.of(Source.of(InetAddress.getByName(address))).scrub(body))
        .isSameAs(body);
  }

  @Test
  void leavesTheBytesAloneWithoutAnAddress() {
    byte[] body = V4.getBytes(UTF_8);
    assertThat(AddressScrubber.of(Source.NONE).scrub(body)).isSameAs(body);
  }

  @Test
  void givesTheSameArrayWhereNothingIsFound() throws UnknownHostException {
    byte[] body = "{\"a\":\"1.1.1.1\"}".getBytes(UTF_8);
    assertThat(AddressScrubber.of(Source.of(InetAddress.getByName(V4))).scrub(body)).isSameAs(body);
  }
}
