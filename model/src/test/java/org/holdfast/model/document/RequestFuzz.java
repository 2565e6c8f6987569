package org.holdfast.model.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Set;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.EnvelopeCodec;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.CanonicalJson;
import org.holdfast.model.json.UnreadableJsonException;

/// Whatever a client sends is read or refused with an offset inside it; nothing else is thrown.
class RequestFuzz {
  @FuzzTest
  void appendRequests(byte[] body) {
    try {
      if (AppendRequest.scan(body).content()
          instanceof AppendRequest.Content.Document(int offset, int length, var fields)) {
        assertThat(body[offset]).isEqualTo((byte) '{');
        assertThat(body[offset + length - 1]).isEqualTo((byte) '}');
        assertThat(MeasurementScanner.scan(body, offset, length)).isEqualTo(fields);
      }
    } catch (UnreadableJsonException e) {
      assertThat(e.byteOffset()).isBetween(0L, (long) body.length);
    }
  }

  @FuzzTest
  void submitRequests(byte[] body) {
    try {
      SubmitRequest.scan(body).content().ifPresent(content -> assertThat(content).isNotNull());
    } catch (UnreadableJsonException e) {
      assertThat(e.byteOffset()).isBetween(0L, (long) body.length);
    }
  }

  @FuzzTest
  void documents(byte[] document) {
    try {
      byte[] line = PublishedDocument.of(document, 0, document.length, "r");
      assertThat(PublishedDocument.of(line, 0, line.length, "r")).isEqualTo(line);
      assertThat(ContentFingerprint.of(line, 0, line.length, true, "")).isNotNull();
    } catch (UnreadableJsonException e) {
      assertThat(e.byteOffset()).isBetween(0L, (long) document.length);
    }
  }

  @FuzzTest
  void anyJson(byte[] json) {
    try {
      BoundedJson.readTree(json);
      byte[] canonical = CanonicalJson.canonicalise(json, 0, json.length, Set.of());
      assertThat(CanonicalJson.canonicalise(canonical, 0, canonical.length, Set.of()))
          .isEqualTo(canonical);
    } catch (UnreadableJsonException e) {
      assertThat(e.byteOffset()).isBetween(0L, (long) json.length);
    }
  }

  @FuzzTest
  void envelopes(byte[] encoded) {
    try {
      Envelope envelope = EnvelopeCodec.decode(encoded, 0, encoded.length);
      assertThat(envelope.uid()).isNotNull();
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotNull();
    }
  }
}
