package org.holdfast.bouncer.geolookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Optional;
import org.holdfast.bouncer.fixture.InProcessClient;
import org.holdfast.bouncer.fixture.InProcessClient.Answer;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.geo.GeoDatabase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("P30")
class GeolookupTest {
  private final InProcessClient client =
      new InProcessClient(GeolookupRoutes.create(new OneNetwork()));

  @Test
  void knownAndUnknownAddressesAreDescribed() {
    Answer answer = lookUp("[\"192.0.2.1\",\"2001:DB8:0::1\",\"192.0.2.1\"]");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("Cache-Control", "no-cache");
    assertThat(answer.json())
        .hasToString(
            "{\"v\":1,\"geolocation\":{"
                + "\"192.0.2.1\":{\"cc\":\"PT\",\"asn\":64501,\"as_name\":\"Example Telecom\"},"
                + "\"2001:db8::1\":{\"cc\":\"ZZ\",\"asn\":null,\"as_name\":null}}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"2001:0DB8:0:0:1:0:0:1\"|2001:db8::1:0:0:1",
        "\"2001:db8:0:1:1:1:1:1\"|2001:db8:0:1:1:1:1:1",
        "\"::\"|::",
        "\"::1\"|::1",
        "\"1::\"|1::",
        "\"fe80:0:0:1::2\"|fe80:0:0:1::2",
        "\"64:ff9b::192.0.2.33\"|64:ff9b::c000:221",
        "\"0.0.0.0\"|0.0.0.0",
        "3221225985|192.0.2.1",
        "0|0.0.0.0",
        "4294967295|255.255.255.255"
      })
  void addressesStandInTheirNormalForm(String address, String expected) {
    assertThat(lookUp("[" + address + "]").at("/geolocation").propertyNames())
        .containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "\"192.0.2.1\"",
        "{}",
        "[\"example.org\"]",
        "[\"192.0.2.1\",\"x\"]",
        "[\"192.0.2\"]",
        "[\"192.0.2.256\"]",
        "[\"192.0.2.01\"]",
        "[\"1\"]",
        "[\"192.0.2.1:80\"]",
        "[\"[::1]\"]",
        "[\"fe80::1%eth0\"]",
        "[\":\"]",
        "[\"1:2:3\"]",
        "[\"\"]",
        "[null]",
        "[-1]",
        "[4294967296]",
        "[1e99]",
        "[99999999999999999999999]",
        "[[\"192.0.2.1\"]]"
      })
  void anyBadAddressRefusesTheRequest(String addresses) {
    Answer answer = lookUp(addresses);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("/error")).isEqualTo("invalid-request-field addresses");
    assertThat(answer.at("/detail").isString()).isTrue();
  }

  @Test
  void addressesAreLimitedInNumber() {
    assertThat(lookUp("[" + "1,".repeat(1_000) + "1]").status()).isEqualTo(422);
    assertThat(lookUp("[" + "1,".repeat(999) + "1]").status()).isEqualTo(200);
    assertThat(lookUp("[]").at("/geolocation")).hasToString("{}");
  }

  @Test
  void otherBodiesAreRefused() {
    assertThat(client.post("/api/v1/geolookup", "").status()).isEqualTo(400);
    assertThat(client.post("/api/v1/geolookup", "[]").status()).isEqualTo(422);
  }

  private Answer lookUp(String addresses) {
    return client.post("/api/v1/geolookup", "{\"addresses\":" + addresses + "}");
  }

  private static final class OneNetwork implements GeoDatabase {
    @Override
    public Optional<Answer> find(InetAddress address) {
      return address.getHostAddress().equals("192.0.2.1")
          ? Optional.of(
              new Answer(
                  new VantagePoint(new CountryCode("PT"), new Asn(64501)), "Example Telecom"))
          : Optional.empty();
    }

    @Override
    public Optional<String> date() {
      return Optional.empty();
    }
  }
}
