package org.holdfast.credentials.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.transcript.Transcript;

/// Makes proofs (protocol, section 3.4). Constant time in witness and nonces.
public final class Prover {
  private Prover() {}

  /// Proves a statement.
  ///
  /// @param session whom and what the proof is for; it holds nowhere else
  /// @param witness the values of the statement's scalars, in their order
  /// @param random gives one nonce per scalar
  public static CompactProof prove(
      LinearRelation relation, byte[] session, List<Scalar> witness, ScalarSource random) {
    if (witness.size() != relation.scalarCount()) {
      throw new IllegalArgumentException(
          relation.scalarCount() + " scalars are needed, not " + witness.size());
    }
    List<Scalar> nonces = Stream.generate(random::next).limit(witness.size()).toList();
    Scalar challenge =
        new Transcript(session).challenge(relation.label(), commitments(relation, nonces));
    List<Scalar> responses =
        IntStream.range(0, witness.size())
            .mapToObj(i -> nonces.get(i).plus(challenge.times(witness.get(i))))
            .toList();
    nonces.forEach(Scalar::destroy);
    return new CompactProof(challenge, responses);
  }

  private static List<byte[]> commitments(LinearRelation relation, List<Scalar> nonces) {
    List<Scalar> halves = nonces.stream().map(Scalar::halved).toList();
    List<RistrettoPoint> commitments =
        relation.equations().stream().map(e -> combination(e.terms(), halves)).toList();
    halves.forEach(Scalar::destroy);
    return RistrettoPoint.encodeDoubles(commitments);
  }

  private static RistrettoPoint combination(List<LinearRelation.Term> terms, List<Scalar> scalars) {
    RistrettoPoint sum = RistrettoPoint.IDENTITY;
    List<RistrettoPoint> others = new ArrayList<>();
    List<Scalar> factors = new ArrayList<>();
    for (LinearRelation.Term term : terms) {
      Element element = term.base().element();
      Scalar factor = scalars.get(term.scalar());
      if (element.isOften()) {
        sum = sum.plus(element.secretTable().times(factor));
      } else {
        others.add(element.point());
        factors.add(factor);
      }
    }
    return others.isEmpty() ? sum : sum.plus(RistrettoPoint.sumOfProducts(others, factors));
  }
}
