package org.holdfast.model.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.VantagePoint;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I3, U1: report ids that any collector of the fleet recognises")
class ReportIdMintTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-08-21T09:10:12.9Z"), ZoneOffset.UTC);
  private static final VantagePoint PORTUGAL =
      new VantagePoint(new CountryCode("PT"), new Asn(64501));
  private static final TestName NETTEST = TestName.fromClaim("web_connectivity");

  @Test
  void idsHaveTheSixPartForm() {
    ReportId id = mint(1, "n").mint(NETTEST, PORTUGAL);

    assertThat(id.form()).isEqualTo(ReportId.Form.ISSUED);
    assertThat(id.text()).startsWith("20260821T091012Z_webconnectivity_PT_64501_nn_").hasSize(61);
    assertThat(ReportId.parse(id.text())).contains(id);
  }

  @Test
  void unknownVantagePointStandsAsZzAndZero() {
    assertThat(mint(1, "1").mint(NETTEST, VantagePoint.UNKNOWN).text()).contains("_ZZ_0_n1_");
  }

  @Test
  void anyCollectorWithTheKeyAttestsTheId() {
    ReportId id = mint(1, "1").mint(NETTEST, PORTUGAL);

    assertThat(mint(1, "2").attests(id)).isTrue();
    assertThat(mint(2, "1").attests(id)).isFalse();
  }

  @Test
  void noChangedIdIsAttested() {
    ReportIdMint mint = mint(1, "1");
    String text = mint.mint(NETTEST, PORTUGAL).text();
    int checked = 0;
    for (int i = 0; i < text.length(); i++) {
      for (char c : new char[] {'0', '7', 'A', 'Q', 'a', 'q', 'z'}) {
        String changed = text.substring(0, i) + c + text.substring(i + 1);
        var id = ReportId.parse(changed);
        if (id.isPresent() && !changed.equals(text)) {
          assertThat(mint.attests(id.get())).as(changed).isFalse();
          checked++;
        }
      }
    }
    assertThat(checked).isGreaterThan(100);
  }

  @Test
  void idsOfOtherFormsAreNotAttested() {
    assertThat(mint(1, "1").attests(ReportId.parse("a".repeat(64)).orElseThrow())).isFalse();
  }

  @Test
  void hundredThousandIdsOfOneSecondAreDistinct() {
    ReportIdMint mint = mint(1, "1");
    Set<ReportId> ids = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      ids.add(mint.mint(NETTEST, PORTUGAL));
    }

    assertThat(ids).hasSize(100_000);
  }

  @Test
  void nonceGoesOnPastTheEndOfItsRange() {
    ReportIdMint mint =
        new ReportIdMint(
            key(1), new CollectorId("1"), CLOCK, () -> 62L * 62 * 62 * 62 * 62 * 62 * 62 - 1);

    assertThat(mint.mint(NETTEST, PORTUGAL).form()).isEqualTo(ReportId.Form.ISSUED);
    assertThat(mint.mint(NETTEST, PORTUGAL).form()).isEqualTo(ReportId.Form.ISSUED);
  }

  @Test
  void keysAreLongAndStayHidden() {
    assertThatThrownBy(() -> new FleetKey(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(key(5)).hasToString("FleetKey[hidden]");
  }

  @Test
  void keyIsCopied() {
    byte[] secret = new byte[32];
    FleetKey key = new FleetKey(secret);
    byte[] before = key.mac("p", new byte[] {1});
    Arrays.fill(secret, (byte) 9);

    assertThat(key.mac("p", new byte[] {1})).isEqualTo(before);
    assertThat(key.mac("q", new byte[] {1})).isNotEqualTo(before);
  }

  private static ReportIdMint mint(int key, String collector) {
    return new ReportIdMint(key(key), new CollectorId(collector), CLOCK, new Random(7));
  }

  private static FleetKey key(int fill) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) fill);
    return new FleetKey(secret);
  }
}
