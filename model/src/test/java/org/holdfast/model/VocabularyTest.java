package org.holdfast.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTest {
  @ParameterizedTest
  @CsvSource({"AS0, 0", "AS1, 1", "AS30722, 30722", "AS4294967295, 4294967295"})
  void asnIsReadAndPrinted(String text, long number) {
    assertThat(Asn.parse(text)).contains(new Asn(number));
    assertThat(new Asn(number)).hasToString(text);
    assertThat(Asn.parseDigits(text.substring(2))).contains(new Asn(number));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AS",
        "as1",
        "30722",
        "AS07",
        "AS00",
        "AS-1",
        "AS+1",
        "AS 1",
        "AS1 ",
        "AS1_0",
        "AS4294967296",
        "AS9999999999",
        "AS99999999999999999999",
        "ASx",
        "AS١",
        "AS1\n"
      })
  void whatIsNotAnAsnIsEmpty(String text) {
    assertThat(Asn.parse(text)).isEmpty();
  }

  @Test
  void asnLiesInItsRange() {
    assertThatThrownBy(() -> new Asn(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Asn(1L << 32)).isInstanceOf(IllegalArgumentException.class);
    assertThat(Asn.UNKNOWN.isUnknown()).isTrue();
    assertThat(new Asn(1).isUnknown()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"IT", "ZZ", "XX"})
  void countryCodeIsTwoCapitals(String text) {
    assertThat(CountryCode.parse(text)).get().hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "I", "it", "It", "ITA", "1A", "ÀÉ", "I ", "IT\n", "ＩＴ"})
  void anythingElseIsNoCountryCode(String text) {
    assertThat(CountryCode.parse(text)).isEmpty();
    assertThatThrownBy(() -> new CountryCode(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void zzIsTheUnknownCountry() {
    assertThat(CountryCode.parse("ZZ")).contains(CountryCode.UNKNOWN);
    assertThat(CountryCode.UNKNOWN.isUnknown()).isTrue();
    assertThat(new CountryCode("XX").isUnknown()).isFalse();
  }

  @Test
  void digestReadsItsOwnForms() {
    Sha256 digest = Sha256.of("abc".getBytes(UTF_8));

    assertThat(digest.hex())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Sha256.fromHex(digest.hex())).isEqualTo(digest);
    assertThat(Sha256.fromBytes(digest.toBytes())).isEqualTo(digest);
    assertThat(Sha256.of("xabcx".getBytes(UTF_8), 1, 3)).isEqualTo(digest);
    assertThatThrownBy(() -> Sha256.fromHex("ab")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Sha256.fromHex("zz".repeat(32)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
