package org.holdfast.model.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.id.CollectorId;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.model.id.TestName;

class EnvelopeCodecProperties {
  private record Words(
      RecordKind kind,
      Route route,
      Transport transport,
      ContentCoding coding,
      BodyFormat format,
      GeoVerdict geoVerdict,
      VerificationStatus verification) {}

  private record Texts(String build, String testName, String name, String version) {}

  @Property
  boolean whatIsEncodedIsReadBack(@ForAll("envelopes") Envelope envelope) {
    byte[] encoded = EnvelopeCodec.encode(envelope);
    return EnvelopeCodec.decode(encoded, 0, encoded.length).equals(envelope)
        && encoded.length <= EnvelopeCodec.MAX_BYTES;
  }

  @Provide
  Arbitrary<Envelope> envelopes() {
    Arbitrary<String> text = Arbitraries.strings().ofMaxLength(80);
    return Combinators.combine(
            words(),
            Combinators.combine(text, text, text, text).as(Texts::new),
            vantagePoints(),
            vantagePoints().optional(),
            Arbitraries.of(Mark.values()).map(Mark::token).set(),
            Arbitraries.longs().between(0, 4_102_444_800_000_000L),
            Arbitraries.integers().greaterOrEqual(0))
        .as(
            (words, texts, claimed, observed, marks, micros, length) ->
                new Envelope(
                    MeasurementUid.of(
                        Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000),
                        claimed.countryCode(),
                        TestName.fromClaim(texts.testName()),
                        digest(texts.build())),
                    words.kind(),
                    texts.version(),
                    words.route(),
                    words.transport(),
                    words.coding(),
                    words.format(),
                    new CollectorId("7"),
                    texts.build(),
                    claimed,
                    texts.testName(),
                    observed,
                    observed.map(o -> "2026-01-01"),
                    words.geoVerdict(),
                    words.verification(),
                    new Envelope.Software(texts.name(), texts.version()),
                    digest(texts.name()),
                    digest(texts.testName()),
                    length,
                    digest(texts.version()),
                    marks));
  }

  private static Arbitrary<Words> words() {
    return Combinators.combine(
            Arbitraries.of(RecordKind.class),
            Arbitraries.of(Route.class),
            Arbitraries.of(Transport.class),
            Arbitraries.of(ContentCoding.class),
            Arbitraries.of(BodyFormat.class),
            Arbitraries.of(GeoVerdict.class),
            Arbitraries.of(VerificationStatus.class))
        .as(Words::new);
  }

  private static Arbitrary<VantagePoint> vantagePoints() {
    return Combinators.combine(
            Arbitraries.strings().withCharRange('A', 'Z').ofLength(2).map(CountryCode::new),
            Arbitraries.longs().between(0, 4_294_967_295L).map(Asn::new))
        .as(VantagePoint::new);
  }

  private static Sha256 digest(String text) {
    return Sha256.of(text.getBytes(UTF_8));
  }
}
