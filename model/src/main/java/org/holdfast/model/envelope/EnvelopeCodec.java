package org.holdfast.model.envelope;

import java.util.Set;
import org.holdfast.model.json.JsonOutput;
import org.holdfast.model.json.StrictJsonReader;
import org.holdfast.model.json.UnreadableJsonException;

/// Writes envelopes as one compact JSON object in UTF-8 with short member names and a version, and
/// reads them back. Members are only ever added; a reader ignores those it does not know and
/// substitutes a stated default for those an older writer did not know (invariant I11).
///
/// | member | what | default |
/// |---|---|---|
/// | `v` | the version of the encoding, [Envelope#VERSION] or later | required |
/// | `u` | uid | required |
/// | `k` | kind: `opened`, `measurement`, `closed` | required |
/// | `r` | report id | required |
/// | `p` | protocol route: `oonib`, `report`, `submit` | required |
/// | `t` | transport: `https`, `onion`, `fronted`, `http`, `unix` | `https` |
/// | `e` | content coding on the wire: `identity`, `gzip`, `zstd` | `identity` |
/// | `f` | format: `json`, `yaml` | required |
/// | `c` | collector id | required |
/// | `b` | the collector's build | empty |
/// | `cc`, `as` | claimed country and ASN (a number) | `ZZ`, 0 |
/// | `tn` | test name as claimed | empty |
/// | `occ`, `oas` | observed country and ASN; both or neither | absent |
/// | `gd` | date of the geo database | absent |
/// | `gv` | geo verdict: `match`, `differs`, `unknown` | `unknown` |
/// | `vs` | verification: `verified`, `unverified`, `failed`, `pending` | `unverified` |
/// | `pi` | probe id, hexadecimal; only if verified | absent |
/// | `sn`, `sv` | software name and version | empty |
/// | `d` | SHA-256 of the document, hexadecimal | required |
/// | `i` | identity, hexadecimal | that of the document |
/// | `l` | length of the body | required |
/// | `s` | SHA-256 of the body, hexadecimal | required |
/// | `m` | marks, a list of tokens | empty |
/// | `rl` | the uid that is released from quarantine by this record | absent |
///
/// Empty texts and absent values are not written. A word that a later release has added to a member
/// with a default reads as that default; in a required one it makes the record unreadable, because
/// its body could not be understood either.
public final class EnvelopeCodec {
  /// The longest encoding there is.
  public static final int MAX_BYTES = 4_096;

  private EnvelopeCodec() {}

  /// The encoding of `envelope`; never more than [#MAX_BYTES].
  ///
  /// @throws IllegalArgumentException if it would be longer, as only a report id, build or mark
  ///   that is none can make it
  public static byte[] encode(Envelope envelope) {
    JsonOutput out = new JsonOutput(768);
    out.ascii("{\"v\":").ascii(Integer.toString(Envelope.VERSION));
    text(out, "u", envelope.uid().text());
    text(out, "k", envelope.kind().token());
    text(out, "r", envelope.reportId());
    text(out, "p", envelope.route().token());
    text(out, "t", envelope.transport().token());
    text(out, "e", envelope.coding().token());
    text(out, "f", envelope.format().token());
    text(out, "c", envelope.collector().text());
    textUnlessEmpty(out, "b", envelope.build());
    text(out, "cc", envelope.claimed().countryCode().text());
    integer(out, "as", envelope.claimed().asn().number());
    textUnlessEmpty(out, "tn", envelope.testName());
    envelope
        .observed()
        .ifPresent(
            observed -> {
              text(out, "occ", observed.countryCode().text());
              integer(out, "oas", observed.asn().number());
            });
    envelope.geoDatabase().ifPresent(date -> text(out, "gd", date));
    text(out, "gv", envelope.geoVerdict().token());
    text(out, "vs", envelope.verification().wire());
    textUnlessEmpty(out, "sn", envelope.software().name());
    textUnlessEmpty(out, "sv", envelope.software().version());
    text(out, "d", envelope.documentSha256().hex());
    text(out, "i", envelope.identity().hex());
    integer(out, "l", envelope.bodyLength());
    text(out, "s", envelope.bodySha256().hex());
    if (!envelope.marks().isEmpty()) {
      marks(out, envelope.marks());
    }
    envelope.probeId().ifPresent(id -> text(out, "pi", id.hex()));
    envelope.releases().ifPresent(uid -> text(out, "rl", uid.text()));
    out.ascii('}');
    if (out.length() > MAX_BYTES) {
      throw new IllegalArgumentException("an envelope has at most " + MAX_BYTES + " bytes");
    }
    return out.toByteArray();
  }

  private static void text(JsonOutput out, String member, String value) {
    out.ascii(",\"").ascii(member).ascii("\":").string(value);
  }

  private static void textUnlessEmpty(JsonOutput out, String member, String value) {
    if (!value.isEmpty()) {
      text(out, member, value);
    }
  }

  private static void integer(JsonOutput out, String member, long value) {
    out.ascii(",\"").ascii(member).ascii("\":").ascii(Long.toString(value));
  }

  private static void marks(JsonOutput out, Set<String> marks) {
    char before = '[';
    out.ascii(",\"m\":");
    for (String mark : marks) {
      out.ascii(before).string(mark);
      before = ',';
    }
    out.ascii(']');
  }

  /// @throws IllegalArgumentException if the bytes are not an envelope
  public static Envelope decode(byte[] bytes, int offset, int length) {
    try (var reader = StrictJsonReader.open(bytes, offset, length)) {
      return EnvelopeDecoder.decode(reader);
    } catch (UnreadableJsonException e) {
      throw new IllegalArgumentException("not an envelope: " + e.getMessage(), e);
    }
  }
}
