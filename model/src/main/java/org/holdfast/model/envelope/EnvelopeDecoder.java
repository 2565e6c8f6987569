package org.holdfast.model.envelope;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.id.CollectorId;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.model.json.StrictJsonReader;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.core.JsonToken;

/// Reads the encoding that [EnvelopeCodec] describes, whichever release has written it.
final class EnvelopeDecoder {
  private final Map<String, String> scalars = new HashMap<>();
  private final Set<String> marks = new TreeSet<>();

  private EnvelopeDecoder() {}

  /// @throws IllegalArgumentException if a required member is missing or unusable
  static Envelope decode(StrictJsonReader reader) throws UnreadableJsonException {
    EnvelopeDecoder decoder = new EnvelopeDecoder();
    reader.beginObject();
    while (reader.next() != JsonToken.END_OBJECT) {
      decoder.member(reader, reader.name());
    }
    reader.end();
    return decoder.envelope();
  }

  private void member(StrictJsonReader reader, String name) throws UnreadableJsonException {
    JsonToken value = reader.next();
    if (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT) {
      scalars.put(name, reader.text());
    } else if (value == JsonToken.START_ARRAY && name.equals("m")) {
      marks(reader);
    } else {
      reader.skipChildren();
    }
  }

  private void marks(StrictJsonReader reader) throws UnreadableJsonException {
    for (JsonToken mark = reader.next(); mark != JsonToken.END_ARRAY; mark = reader.next()) {
      if (mark == JsonToken.VALUE_STRING) {
        marks.add(reader.text());
      } else {
        reader.skipChildren();
      }
    }
  }

  private Envelope envelope() {
    if (integer("v") < 1) {
      throw new IllegalArgumentException("an envelope has a version of 1 or later");
    }
    String document = required("d");
    VerificationStatus verification =
        optional(
            "vs",
            VerificationStatus.values(),
            VerificationStatus::wire,
            VerificationStatus.UNVERIFIED);
    return new Envelope(
        new MeasurementUid(required("u")),
        required("k", RecordKind.values(), RecordKind::token),
        required("r"),
        required("p", Route.values(), Route::token),
        optional("t", Transport.values(), Transport::token, Transport.HTTPS),
        optional("e", ContentCoding.values(), ContentCoding::token, ContentCoding.IDENTITY),
        required("f", BodyFormat.values(), BodyFormat::token),
        new CollectorId(required("c")),
        orEmpty("b"),
        vantagePoint("cc", "as").orElse(VantagePoint.UNKNOWN),
        orEmpty("tn"),
        vantagePoint("occ", "oas"),
        Optional.ofNullable(scalars.get("gd")),
        optional("gv", GeoVerdict.values(), GeoVerdict::token, GeoVerdict.UNKNOWN),
        verification,
        Optional.ofNullable(scalars.get("pi"))
            .filter(id -> verification == VerificationStatus.VERIFIED)
            .map(Sha256::fromHex),
        new Envelope.Software(orEmpty("sn"), orEmpty("sv")),
        Sha256.fromHex(document),
        Sha256.fromHex(scalars.getOrDefault("i", document)),
        bodyLength(),
        Sha256.fromHex(required("s")),
        marks,
        Optional.ofNullable(scalars.get("rl")).flatMap(MeasurementUid::parse));
  }

  private String required(String member) {
    String value = scalars.get(member);
    if (value == null) {
      throw new IllegalArgumentException("an envelope without member " + member);
    }
    return value;
  }

  private <E> E required(String member, E[] values, Function<E, String> token) {
    String word = required(member);
    return find(word, values, token)
        .orElseThrow(
            () -> new IllegalArgumentException("unknown word in envelope member " + member));
  }

  private <E> E optional(String member, E[] values, Function<E, String> token, E fallback) {
    return find(orEmpty(member), values, token).orElse(fallback);
  }

  private static <E> Optional<E> find(String word, E[] values, Function<E, String> token) {
    return Arrays.stream(values).filter(value -> token.apply(value).equals(word)).findFirst();
  }

  private String orEmpty(String member) {
    return scalars.getOrDefault(member, "");
  }

  private int bodyLength() {
    long length = integer("l");
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a body is no longer than 2 GiB");
    }
    return (int) length;
  }

  private long integer(String member) {
    return Long.parseLong(required(member));
  }

  private Optional<VantagePoint> vantagePoint(String country, String network) {
    return scalars.containsKey(country) && scalars.containsKey(network)
        ? Optional.of(
            new VantagePoint(new CountryCode(required(country)), new Asn(integer(network))))
        : Optional.empty();
  }
}
