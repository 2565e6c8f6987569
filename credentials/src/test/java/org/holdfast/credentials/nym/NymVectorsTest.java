package org.holdfast.credentials.nym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.credentials.Vectors.VECTORS;
import static org.holdfast.credentials.Vectors.bytes;
import static org.holdfast.credentials.Vectors.scalar;

import java.nio.charset.StandardCharsets;
import org.holdfast.credentials.refusal.UndecodableException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// C8: derived names.
class NymVectorsTest {
  @Test
  void probeIdsAreDerivedAsListed() throws UndecodableException {
    for (JsonNode vector : VECTORS.get("primitives").get("probe_id")) {
      Network network =
          new Network(vector.get("probe_cc").asString(), vector.get("probe_asn").asString());
      assertThat(network.domain().encode()).isEqualTo(bytes(vector.get("domain")));
      byte[] nym = network.domain().times(scalar(vector.get("nym_id"))).encode();
      assertThat(nym).isEqualTo(bytes(vector.get("nym_point")));
      assertThat(ProbeId.of(nym).hex()).isEqualTo(vector.get("probe_id").asString());
      assertThat(ProbeId.of(nym).base64()).isEqualTo(vector.get("nym").asString());
      assertThat(ProbeId.decode(vector.get("nym").asString())).isEqualTo(ProbeId.of(nym));
    }
  }

  @Test
  void measurementsAreHashedAsListed() throws UndecodableException {
    for (JsonNode vector : VECTORS.get("primitives").get("measurement")) {
      MeasurementHash hash =
          MeasurementHash.of(vector.get("content").asString().getBytes(StandardCharsets.UTF_8));
      String base64 = vector.get("measurement_hash").get("base64").asString();
      assertThat(hash.base64()).isEqualTo(base64);
      assertThat(hash.sessionId()).isEqualTo(bytes(vector.get("session_id")));
      assertThat(MeasurementHash.decode(base64).sessionId()).isEqualTo(hash.sessionId());
    }
  }
}
