package org.holdfast.model.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("U1, U2: the forms of report ids")
class ReportIdTest {
  private static final String FIFTY = "aB3dE6gH9jKlMnOpQrStUvWxYzAbCdEfGhIjKlMnOpQrStUvWx";

  @ParameterizedTest
  @CsvSource({
    "20260821T091012Z_webconnectivity_PT_64501_n1_q7Zt0Lk2MoPxA9dE, ISSUED",
    "20260821T091012Z_ndt_ZZ_0_nAb9_q7Zt0Lk2MoPxA9dE, ISSUED",
    "20240131T101112Z_AS3269_" + FIFTY + ", OONIB",
    "20160101T000000Z_AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGhIjKlMnOpQrStUvWx, SYNTHETIC",
    "PqtugF8dGSTWXGIa4ao2Fs1hjVpjZVXXN4dUmaPIdFjR9kg0OPZY5Mtho8fiQeM7, LETTERS"
  })
  void everyFormThatWasEverIssuedIsKnown(String text, ReportId.Form form) {
    assertThat(ReportId.parse(text)).contains(new ReportId(text, form));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "20260821T091012Z_web_connectivity_PT_64501_n1_q7Zt0Lk2MoPxA9dE",
        "20260821T091012Z_webconnectivity_pt_64501_n1_q7Zt0Lk2MoPxA9dE",
        "20260821T091012Z_webconnectivity_PT_AS64501_n1_q7Zt0Lk2MoPxA9dE",
        "20260821T091012Z_webconnectivity_PT_64501_1_q7Zt0Lk2MoPxA9dE",
        "20260821T091012Z_webconnectivity_PT_64501_n1_q7Zt0Lk2MoPxA9d",
        "20260821T091012Z_webconnectivity_PT_64501_n1_q7Zt0Lk2MoPxA9dE\n",
        "20260821T091012Z_webconnectivity_PT_64501_n1_q7Zt0Lk2MoPxA9dé",
        "2026-08-21T09:10:12Z_webconnectivity_PT_64501_n1_q7Zt0Lk2MoPxA9dE",
        "20240131T101112Z_AS_" + FIFTY,
        "20240131T101112Z_AS3269_" + FIFTY + "x",
        "PqtugF8dGSTWXGIa4ao2Fs1hjVpjZVXXN4dUmaPIdFjR9kg0OPZY5Mtho8fiQeM",
        "../../../etc/passwd"
      })
  void anythingElseIsNone(String text) {
    assertThat(ReportId.parse(text)).isEmpty();
  }

  @Test
  void issuedIdNamesNettestAndVantagePoint() {
    ReportId id =
        ReportId.parse("20260821T091012Z_webconnectivity_PT_64501_n1_q7Zt0Lk2MoPxA9dE")
            .orElseThrow();

    assertThat(id.testName()).contains(new TestName("webconnectivity"));
    assertThat(id.countryCode()).contains(new CountryCode("PT"));
    assertThat(id.asn()).contains(new Asn(64501));
  }

  @Test
  void oonibIdNamesTheNetworkOnly() {
    ReportId id = ReportId.parse("20240131T101112Z_AS3269_" + FIFTY).orElseThrow();

    assertThat(id.asn()).contains(new Asn(3269));
    assertThat(id.countryCode()).isEmpty();
    assertThat(id.testName()).isEmpty();
  }

  @Test
  void networkNumberOutsideItsRangeIsEmpty() {
    assertThat(ReportId.parse("20260821T091012Z_ndt_PT_9999999999_n1_q7Zt0Lk2MoPxA9dE"))
        .get()
        .extracting(ReportId::asn)
        .isEqualTo(Optional.empty());
  }

  @Test
  void formAndTextAgree() {
    assertThatThrownBy(() -> new ReportId("x", ReportId.Form.LETTERS))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
