package org.holdfast.model.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Set;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.id.CollectorId;
import org.holdfast.model.id.MeasurementUid;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("I11: every release reads what every other has written")
class EnvelopeCodecTest {
  private static final Envelope FULL =
      new Envelope(
          new MeasurementUid("20260821091500.123456_PT_signal_0f1e2d3c4b5a6978"),
          RecordKind.MEASUREMENT_SUBMITTED,
          "20260821T091500Z_signal_PT_64501_n1_A1b2C3d4E5f6G7h8",
          Route.SUBMIT,
          Transport.ONION,
          ContentCoding.ZSTD,
          BodyFormat.JSON,
          new CollectorId("1"),
          "0.1.0+abc",
          new VantagePoint(new CountryCode("PT"), new Asn(64501)),
          "signal",
          Optional.of(new VantagePoint(new CountryCode("IT"), new Asn(4294967295L))),
          Optional.of("2026-08-01"),
          GeoVerdict.DIFFERS,
          VerificationStatus.VERIFIED,
          new Envelope.Software("ooniprobe-é", "6.2.0\n"),
          Sha256.of("document".getBytes(UTF_8)),
          Sha256.of("identity".getBytes(UTF_8)),
          20_480,
          Sha256.of("body".getBytes(UTF_8)),
          Set.of("unattested", "address-scrubbed", "of-a-later-release"));

  /// Frozen: what lies in journals and manifests looks like this. Members may be added at the end.
  private static final String FROZEN =
      "{\"v\":1,\"u\":\"20260821091500.123456_PT_signal_0f1e2d3c4b5a6978\",\"k\":\"measurement\","
          + "\"r\":\"20260821T091500Z_signal_PT_64501_n1_A1b2C3d4E5f6G7h8\",\"p\":\"submit\","
          + "\"t\":\"onion\",\"e\":\"zstd\",\"f\":\"json\",\"c\":\"1\",\"b\":\"0.1.0+abc\","
          + "\"cc\":\"PT\",\"as\":64501,\"tn\":\"signal\",\"occ\":\"IT\",\"oas\":4294967295,"
          + "\"gd\":\"2026-08-01\",\"gv\":\"differs\",\"vs\":\"verified\",\"sn\":\"ooniprobe-é\","
          + "\"sv\":\"6.2.0\\n\","
          + "\"d\":\"43cc23fa52b87b4cc1d02b5b114154151d6adddb17c9fddc06b027fa99e24008\","
          + "\"i\":\"689f6a627384c7dcb2dcc1487e540223e77bdf9dcd0d8be8a326eda65b0ce9a4\","
          + "\"l\":20480,\"s\":\"230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5\","
          + "\"m\":[\"address-scrubbed\",\"of-a-later-release\",\"unattested\"]}";

  @Test
  void releaseIsReadBackWithWhatItReleases() {
    MeasurementUid fresh = new MeasurementUid("20261130120000.000001_PT_signal_0000000000000001");
    Envelope release = FULL.releasedAs(fresh);
    byte[] encoded = EnvelopeCodec.encode(release);

    assertThat(new String(encoded, UTF_8)).endsWith(",\"rl\":\"" + FULL.uid() + "\"}");
    assertThat(EnvelopeCodec.decode(encoded, 0, encoded.length)).isEqualTo(release);
    assertThat(release.receivedAt()).isEqualTo(fresh.receivedAt());
    assertThat(release.submittedAt()).isEqualTo(FULL.receivedAt());
  }

  @Test
  void encodingIsFrozen() {
    assertThat(new String(EnvelopeCodec.encode(FULL), UTF_8)).isEqualTo(FROZEN);
    assertThat(decode(FROZEN)).isEqualTo(FULL);
  }

  @Test
  @DisplayName("P49: the name of a verified probe is kept, and of no other")
  void probeIdOfAVerifiedSubmissionIsKept() {
    String id = FULL.identity().hex();
    String named = FROZEN.replaceFirst("}$", ",\"pi\":\"" + id + "\"}");

    assertThat(decode(named).probeId()).contains(FULL.identity());
    assertThat(new String(EnvelopeCodec.encode(decode(named)), UTF_8)).isEqualTo(named);
    assertThat(decode(named.replace("\"verified\"", "\"failed\"")).probeId()).isEmpty();
    assertThat(decode(FROZEN.replace("\"verified\"", "\"pending\"")).verification())
        .isEqualTo(VerificationStatus.PENDING);
  }

  @Test
  void leastEnvelopeIsRead() {
    String digest = FULL.documentSha256().hex();
    Envelope least =
        decode(
            "{\"v\":7,\"u\":\"20260821091500.123456_ZZ_unknown_0f1e2d3c4b5a6978\",\"k\":\"closed\","
                + "\"r\":\"x\",\"p\":\"report\",\"f\":\"yaml\",\"c\":\"a\",\"l\":0,\"s\":\"D\",\"d\":\"D\"}"
                    .replace("D", digest));

    assertThat(least.transport()).isEqualTo(Transport.HTTPS);
    assertThat(least.coding()).isEqualTo(ContentCoding.IDENTITY);
    assertThat(least.claimed()).isEqualTo(VantagePoint.UNKNOWN);
    assertThat(least.observed()).isEmpty();
    assertThat(least.geoDatabase()).isEmpty();
    assertThat(least.geoVerdict()).isEqualTo(GeoVerdict.UNKNOWN);
    assertThat(least.verification()).isEqualTo(VerificationStatus.UNVERIFIED);
    assertThat(least.software()).isEqualTo(Envelope.Software.UNKNOWN);
    assertThat(least.identity()).isEqualTo(least.documentSha256());
    assertThat(least.marks()).isEmpty();
  }

  @Test
  void membersAndWordsOfLaterReleasesAreBorne() {
    String later =
        FROZEN
            .replace("\"v\":1", "\"v\":2,\"new\":{\"u\":[1]},\"newer\":[{}]")
            .replace("\"onion\"", "\"carrier-pigeon\"")
            .replace("\"zstd\"", "\"brotli\"")
            .replace("\"differs\"", "\"nearly\"")
            .replace("\"verified\"", "\"revoked\"");

    Envelope envelope = decode(later);

    assertThat(envelope.uid()).isEqualTo(FULL.uid());
    assertThat(envelope.transport()).isEqualTo(Transport.HTTPS);
    assertThat(envelope.coding()).isEqualTo(ContentCoding.IDENTITY);
    assertThat(envelope.geoVerdict()).isEqualTo(GeoVerdict.UNKNOWN);
    assertThat(envelope.verification()).isEqualTo(VerificationStatus.UNVERIFIED);
    assertThat(envelope.marks()).isEqualTo(FULL.marks());
  }

  @ParameterizedTest
  @ValueSource(strings = {"v", "u", "k", "r", "p", "f", "c", "d", "l", "s"})
  void envelopeWithoutARequiredMemberIsNone(String member) {
    assertThatThrownBy(() -> decode(FROZEN.replace("\"" + member + "\":", "\"no\":")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"v\":0}",
        "\"measurement\"|\"x\"",
        "\"submit\"|\"x\"",
        "\"json\"|\"x\"",
        "20480|-1",
        "20480|99999999999",
        "20480|\"x\"",
        "64501|-5",
        "\"PT\"|\"pt\""
      })
  void whatIsNotAnEnvelopeIsRefused(String change) {
    String[] parts = change.split("\\|", -1);
    String text = parts.length == 2 ? FROZEN.replace(parts[0], parts[1]) : change;

    assertThatThrownBy(() -> decode(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void claimsAreCutSoThatEnvelopesStaySmall() {
    String long64k = "\u0001".repeat(65_536);
    Envelope envelope =
        new Envelope(
            FULL.uid(),
            FULL.kind(),
            FULL.reportId(),
            FULL.route(),
            FULL.transport(),
            FULL.coding(),
            FULL.format(),
            FULL.collector(),
            FULL.build(),
            FULL.claimed(),
            long64k,
            FULL.observed(),
            FULL.geoDatabase(),
            FULL.geoVerdict(),
            FULL.verification(),
            new Envelope.Software(long64k, long64k),
            FULL.documentSha256(),
            FULL.identity(),
            FULL.bodyLength(),
            FULL.bodySha256(),
            FULL.marks());

    byte[] encoded = EnvelopeCodec.encode(envelope);

    assertThat(encoded).hasSizeLessThan(EnvelopeCodec.MAX_BYTES);
    assertThat(EnvelopeCodec.decode(encoded, 0, encoded.length)).isEqualTo(envelope);
    assertThat(envelope.testName()).hasSize(128);
  }

  private static Envelope decode(String text) {
    byte[] bytes = ("#" + text + "#").getBytes(UTF_8);
    return EnvelopeCodec.decode(bytes, 1, bytes.length - 2);
  }
}
