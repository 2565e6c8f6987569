package org.holdfast.credentials.sigma;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.VartimeChain;
import org.holdfast.credentials.transcript.Transcript;

/// Checks proofs (protocol, section 3.4). Statement and proof are public: variable time.
///
/// The commitments `T_j = sum of r_s * base - c * image_j` all have to be recomputed, because the
/// proof carries only their hash. Their terms are gathered by *element* rather than by equation: an
/// element with a table costs one addition per digit of each of its factors, any other a single
/// chain of doublings for all of them. In a range proof every bit commitment is the image of two
/// equations and a base of one of these, which makes two factors and one chain.
///
/// What is computed are the halves of the commitments, by halving all scalars, since doubles can be
/// encoded in bulk.
public final class Verifier {
  private final List<LinearRelation.Equation> equations;
  private final IdentityHashMap<Element, Map<Integer, Scalar>> factors = new IdentityHashMap<>();
  private final List<Element> order = new ArrayList<>();

  private Verifier(LinearRelation relation) {
    equations = relation.equations();
  }

  /// Whether the proof shows, in this session, that its maker knows the scalars.
  public static boolean vartimeVerify(LinearRelation relation, byte[] session, CompactProof proof) {
    if (proof.responses().size() != relation.scalarCount() || relation.hasTrivialImage()) {
      return false;
    }
    List<byte[]> commitments =
        RistrettoPoint.encodeDoubles(new Verifier(relation).vartimeHalfCommitments(proof));
    return new Transcript(session)
        .challenge(relation.label(), commitments)
        .equals(proof.challenge());
  }

  private List<RistrettoPoint> vartimeHalfCommitments(CompactProof proof) {
    gather(proof);
    RistrettoPoint[] sums = new RistrettoPoint[equations.size()];
    Arrays.fill(sums, RistrettoPoint.IDENTITY);
    // Tables last, since they add to what is there without a sum of its own.
    for (Element element : order) {
      if (!element.isOften()) {
        addMultiples(sums, element.point(), factors.getOrDefault(element, Map.of()));
      }
    }
    for (Element element : order) {
      if (element.isOften()) {
        factors
            .getOrDefault(element, Map.of())
            .forEach(
                (j, factor) -> sums[j] = element.vartimeTable().vartimeAddProduct(sums[j], factor));
      }
    }
    return List.of(sums);
  }

  private static void addMultiples(
      RistrettoPoint[] sums, RistrettoPoint point, Map<Integer, Scalar> byEquation) {
    var multiples =
        VartimeChain.vartimeMultiples(point, List.copyOf(byEquation.values())).iterator();
    for (int j : byEquation.keySet()) {
      sums[j] = sums[j].plus(multiples.next());
    }
  }

  private void gather(CompactProof proof) {
    Scalar minusChallenge = proof.challenge().halved().negated();
    List<Scalar> responses = proof.responses().stream().map(Scalar::halved).toList();
    for (int j = 0; j < equations.size(); j++) {
      LinearRelation.Equation equation = equations.get(j);
      add(equation.image(), j, minusChallenge);
      for (LinearRelation.Term term : equation.terms()) {
        add(term.base().element(), j, responses.get(term.scalar()));
      }
    }
  }

  private void add(Element element, int equation, Scalar factor) {
    factors
        .computeIfAbsent(
            element,
            e -> {
              order.add(e);
              return new LinkedHashMap<>();
            })
        .merge(equation, factor, Scalar::plus);
  }
}
