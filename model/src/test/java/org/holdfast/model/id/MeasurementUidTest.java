package org.holdfast.model.id;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeasurementUidTest {
  private static final Sha256 DIGEST = Sha256.of("abc".getBytes(UTF_8));

  @Test
  void uidHasTheFormTheFieldKnows() {
    MeasurementUid uid = uid(Instant.parse("2021-02-08T22:07:10.181572999Z"), "MA", "ndt");

    assertThat(uid).hasToString("20210208220710.181572_MA_ndt_ba7816bf8f01cfea");
    assertThat(uid.receivedAt()).isEqualTo(Instant.parse("2021-02-08T22:07:10.181572Z"));
    assertThat(uid.hour()).isEqualTo("2021020822");
    assertThat(uid.countryCode()).isEqualTo(new CountryCode("MA"));
    assertThat(uid.testName()).isEqualTo("ndt");
    assertThat(MeasurementUid.parse(uid.text())).contains(uid);
  }

  @Test
  void uidsSortByReceiveTime() {
    MeasurementUid first = uid(Instant.parse("2026-12-31T23:59:59.999999Z"), "ZZ", "zz");
    MeasurementUid second = uid(Instant.parse("2027-01-01T00:00:00Z"), "AA", "aa");
    MeasurementUid third = uid(Instant.parse("2027-01-01T00:00:00.000001Z"), "AA", "aa");

    assertThat(second).isGreaterThan(first);
    assertThat(third).isGreaterThan(second);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "20210208220710.181572_MA_ndt_7888edc7748936b",
        "20210208220710.181572_ma_ndt_7888edc7748936bf",
        "20210208220710.181572_MA_n_7888edc7748936bf",
        "20210208220710.181572_MA_n/t_7888edc7748936bf",
        "20210208220710_MA_ndt_7888edc7748936bf",
        "20210208220710.181572_MA_ndt_7888EDC7748936BF",
        "01202001010a1b2c3d4e5f60718293a4b5c6d7e8"
      })
  void anythingElseIsNoUid(String text) {
    assertThat(MeasurementUid.parse(text)).isEmpty();
    assertThatThrownBy(() -> new MeasurementUid(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "web_connectivity, webconnectivity",
    "Web Connectivity, webconnectivity",
    "a/../b?#, ab",
    "é, unknown",
    "a, unknown",
    "'', unknown",
    "abcdefghijklmnopqrstuvwxyz01234567, abcdefghijklmnopqrstuvwxyz012"
  })
  void testNameIsReducedToWhatIdsMayHold(String claimed, String expected) {
    assertThat(TestName.fromClaim(claimed)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "A1", "a_b", "abcdefghijklmnopqrstuvwxyz0123"})
  void testNameHoldsNothingElse(String text) {
    assertThatThrownBy(() -> new TestName(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a-b", "12345678901234567", "ä"})
  void collectorIdIsLettersAndDigits(String text) {
    assertThatThrownBy(() -> new CollectorId(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static MeasurementUid uid(Instant time, String country, String testName) {
    return MeasurementUid.of(time, new CountryCode(country), new TestName(testName), DIGEST);
  }
}
