package org.holdfast.credentials.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.credentials.Vectors.VECTORS;
import static org.holdfast.credentials.Vectors.bytes;
import static org.holdfast.credentials.Vectors.list;
import static org.holdfast.credentials.Vectors.point;
import static org.holdfast.credentials.Vectors.scalar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.sigma.LinearRelation.Term;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The published single proofs: C9, C10, C12.
class ProofVectorsTest {
  private static final JsonNode SCHNORR = proof("schnorr-composed");
  private static final JsonNode TWO_EQUATIONS = proof("two-equations");

  @Test
  void c9LabelsAreReproduced() {
    assertThat(schnorr(point(SCHNORR.get("X"))).label()).isEqualTo(label(SCHNORR));
    assertThat(twoEquations().label()).isEqualTo(label(TWO_EQUATIONS));
  }

  @Test
  void c10ProofsAreReproducedAndVerify() {
    assertReproduced(SCHNORR, schnorr(point(SCHNORR.get("X"))), scalar(SCHNORR.get("x")));
    assertReproduced(
        TWO_EQUATIONS,
        twoEquations(),
        scalar(TWO_EQUATIONS.get("x")),
        scalar(TWO_EQUATIONS.get("y")));
  }

  @Test
  void c12AnyChangedBitIsRefused() {
    byte[] proof = bytes(TWO_EQUATIONS.get("proof"));
    byte[] session = bytes(TWO_EQUATIONS.get("session"));
    List<Integer> accepted = new ArrayList<>();
    for (int bit = 0; bit < 8 * proof.length; bit++) {
      byte[] changed = proof.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      if (CompactProof.decode(changed, 0, 2)
          .filter(p -> Verifier.vartimeVerify(twoEquations(), session, p))
          .isPresent()) {
        accepted.add(bit);
      }
    }
    assertThat(accepted).isEmpty();
  }

  @Test
  void c12OtherLengthsAndCountsAreRefused() {
    byte[] proof = bytes(TWO_EQUATIONS.get("proof"));
    assertThat(CompactProof.decode(proof, 0, 1)).isEmpty();
    assertThat(CompactProof.decode(proof, 0, 3)).isEmpty();
    assertThat(CompactProof.decode(Arrays.copyOf(proof, proof.length + 1), 0, 2)).isEmpty();
    Optional<CompactProof> decoded = CompactProof.decode(proof, 0, 2);
    assertThat(decoded.map(CompactProof::encode))
        .hasValueSatisfying(p -> assertThat(p).isEqualTo(proof));
  }

  @Test
  void anotherSessionIsRefused() {
    CompactProof proof = CompactProof.decode(bytes(TWO_EQUATIONS.get("proof")), 0, 2).orElseThrow();
    assertThat(Verifier.vartimeVerify(twoEquations(), new byte[] {1}, proof)).isFalse();
  }

  @Test
  void c20IdentityAsImageIsRefusedThoughTheProofWouldHold() {
    LinearRelation relation = schnorr(RistrettoPoint.IDENTITY);
    byte[] session = {};
    CompactProof proof =
        Prover.prove(relation, session, List.of(Scalar.ZERO), () -> Scalar.ofLong(42));
    assertThat(Verifier.vartimeVerify(relation, session, proof)).isFalse();
  }

  private static void assertReproduced(JsonNode vector, LinearRelation relation, Scalar... w) {
    byte[] session = bytes(vector.get("session"));
    Queue<Scalar> nonces = new ArrayDeque<>();
    vector.get("nonces").forEach(n -> nonces.add(scalar(n)));
    CompactProof proof = Prover.prove(relation, session, List.of(w), nonces::remove);
    assertThat(proof.encode()).isEqualTo(bytes(vector.get("proof")));
    assertThat(Verifier.vartimeVerify(relation, session, proof)).isTrue();
  }

  private static LinearRelation schnorr(RistrettoPoint image) {
    LinearRelation relation = new LinearRelation();
    int x = relation.scalar();
    relation.equation(Element.once(image), new Term(x, new Base(Generator.B)));
    return relation;
  }

  private static LinearRelation twoEquations() {
    LinearRelation relation = new LinearRelation();
    int x = relation.scalar();
    int y = relation.scalar();
    Base a = new Base(Generator.A);
    relation.equation(
        Element.once(point(TWO_EQUATIONS.get("U"))),
        new Term(x, a),
        new Term(y, new Base(Generator.B)));
    relation.equation(Element.once(point(TWO_EQUATIONS.get("V"))), new Term(y, a));
    return relation;
  }

  private static byte[] label(JsonNode vector) {
    return bytes(vector.get("transcript").get(0).get("label"));
  }

  private static JsonNode proof(String id) {
    return list(VECTORS.get("proofs")).stream()
        .filter(p -> p.get("id").asString().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
