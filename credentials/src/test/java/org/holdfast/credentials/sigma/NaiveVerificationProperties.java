package org.holdfast.credentials.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.holdfast.credentials.group.Generators;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.sigma.LinearRelation.Equation;
import org.holdfast.credentials.sigma.LinearRelation.Term;
import org.holdfast.credentials.transcript.Transcript;

/// The verifier, which gathers products by element, halves scalars and encodes in bulk, agrees with
/// one that takes the equations one by one as the protocol writes them (section 3.4), about
/// statements of any form and proofs that hold or do not.
class NaiveVerificationProperties {
  private static final byte[] SESSION = {7};

  @Property(tries = 40)
  void agreesWithOneEquationAtATime(@ForAll long seed) {
    Random random = new Random(seed);
    List<Scalar> witness = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      witness.add(scalar(random));
    }
    LinearRelation relation = relation(random, witness);
    CompactProof proof = Prover.prove(relation, SESSION, witness, () -> scalar(random));
    boolean trivial = relation.equations().stream().anyMatch(e -> e.image().point().isIdentity());
    assertThat(holds(relation, proof)).isTrue();
    assertThat(Verifier.vartimeVerify(relation, SESSION, proof)).isEqualTo(!trivial);
    List<Scalar> responses = new ArrayList<>(proof.responses());
    responses.set(random.nextInt(3), scalar(random));
    CompactProof other = new CompactProof(proof.challenge(), responses);
    assertThat(Verifier.vartimeVerify(relation, SESSION, other))
        .isEqualTo(!trivial && holds(relation, other));
  }

  private static boolean holds(LinearRelation relation, CompactProof proof) {
    List<byte[]> commitments = new ArrayList<>();
    for (Equation equation : relation.equations()) {
      RistrettoPoint image = equation.image().point().times(proof.challenge());
      commitments.add(sum(equation.terms(), proof.responses()).minus(image).encode());
    }
    return new Transcript(SESSION)
        .challenge(relation.label(), commitments)
        .equals(proof.challenge());
  }

  /// Equations over few bases, so that they share them; images serve as bases too.
  private static LinearRelation relation(Random random, List<Scalar> witness) {
    LinearRelation relation = new LinearRelation();
    relation.scalars(witness.size());
    List<Base> bases =
        new ArrayList<>(
            List.of(
                new Base(Generator.A),
                new Base(Generator.B),
                new Base(Element.once(Generators.A.times(scalar(random))))));
    for (int i = 0; i < 3; i++) {
      Term[] terms = new Term[1 + random.nextInt(4)];
      for (int j = 0; j < terms.length; j++) {
        terms[j] =
            new Term(random.nextInt(witness.size()), bases.get(random.nextInt(bases.size())));
      }
      Element image = Element.once(sum(List.of(terms), witness));
      relation.equation(image, terms);
      bases.add(new Base(image));
    }
    return relation;
  }

  private static RistrettoPoint sum(List<Term> terms, List<Scalar> scalars) {
    RistrettoPoint sum = RistrettoPoint.IDENTITY;
    for (Term term : terms) {
      sum = sum.plus(term.base().element().point().times(scalars.get(term.scalar())));
    }
    return sum;
  }

  /// Any, or one of those that are special.
  private static Scalar scalar(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> Scalar.ofLong(random.nextInt(2));
      case 1 -> Scalar.ofLong(random.nextInt(20)).negated();
      default -> {
        byte[] wide = new byte[Scalar.WIDE_BYTES];
        random.nextBytes(wide);
        yield Scalar.reduce(wide);
      }
    };
  }
}
