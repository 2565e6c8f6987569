package org.holdfast.credentials.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.credentials.Vectors.EXCHANGES;
import static org.holdfast.credentials.Vectors.VECTORS;
import static org.holdfast.credentials.Vectors.bytes;
import static org.holdfast.credentials.Vectors.list;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The published runs of the sponge and traces of proofs: C9.
class TranscriptVectorsTest {
  @Test
  void spongeGivesTheListedOutput() {
    for (JsonNode run : VECTORS.get("sponge")) {
      Shake128 sponge = new Shake128();
      for (JsonNode operation : run.get("operations")) {
        if (operation.has("absorb")) {
          sponge.absorb(bytes(operation.get("absorb")));
        } else {
          byte[] output = bytes(operation.get("output"));
          assertThat(sponge.squeeze(output.length)).isEqualTo(output);
        }
      }
    }
  }

  @Test
  void protocolIsNamedAsTraced() {
    assertThat(Transcript.protocol())
        .isEqualTo(bytes(VECTORS.get("protocol_id").get("protocol_id")));
  }

  @Test
  void sessionsAndChallengesAreAsTraced() {
    int challenges = 0;
    List<JsonNode> transcripts = new ArrayList<>();
    Stream.of("exchanges", "chain", "updates")
        .flatMap(name -> list(EXCHANGES.get(name)).stream())
        .flatMap(e -> list(e.get("transcripts")).stream())
        .forEach(side -> transcripts.addAll(list(side)));
    list(VECTORS.get("proofs")).stream()
        .filter(p -> p.get("used_by_ooni").asBoolean())
        .forEach(p -> transcripts.addAll(list(p.get("transcript"))));
    for (JsonNode transcript : transcripts) {
      byte[] session = bytes(transcript.get("session"));
      if (transcript.has("session64")) {
        assertThat(Transcript.sessionBlock(session)).isEqualTo(bytes(transcript.get("session64")));
      }
      if (transcript.has("label") && transcript.has("commitment")) {
        challenges++;
        assertThat(
                new Transcript(session)
                    .challenge(
                        bytes(transcript.get("label")),
                        commitments(bytes(transcript.get("commitment"))))
                    .encodeBigEndian())
            .isEqualTo(bytes(transcript.get("challenge")));
      }
    }
    assertThat(challenges).isGreaterThan(10);
  }

  /// What follows tag and count.
  private static List<byte[]> commitments(byte[] hashed) {
    List<byte[]> commitments = new ArrayList<>();
    for (int i = 5; i < hashed.length; i += 32) {
      commitments.add(Arrays.copyOfRange(hashed, i, i + 32));
    }
    return commitments;
  }
}
