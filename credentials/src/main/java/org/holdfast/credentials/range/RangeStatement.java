package org.holdfast.credentials.range;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.VartimeChain;
import org.holdfast.credentials.sigma.Base;
import org.holdfast.credentials.sigma.Element;
import org.holdfast.credentials.sigma.LinearRelation;
import org.holdfast.credentials.sigma.LinearRelation.Term;

/// What is proven about the bit commitments D_i of a range proof: each is `b P + rho A`, and also
/// `b D_i + sigma A`; together these force `b^2 = b` (protocol, section 4).
public final class RangeStatement {
  private RangeStatement() {}

  /// Introduces the scalars (all b, rho and sigma of bits 1 and up, then those of bit 0) and the
  /// equations (first equations of bits 1 and up, then second ones, then those of bit 0).
  ///
  /// @param bits the bit commitments, the lowest first
  public static void add(LinearRelation relation, List<Element> bits, Base p, Base a) {
    int above = bits.size() - 1;
    int b = relation.scalars(above);
    int rho = relation.scalars(above);
    int sigma = relation.scalars(above);
    int lowest = relation.scalars(3);
    for (int i = 1; i <= above; i++) {
      relation.equation(bits.get(i), new Term(b + i - 1, p), new Term(rho + i - 1, a));
    }
    for (int i = 1; i <= above; i++) {
      Base own = new Base(bits.get(i));
      relation.equation(bits.get(i), new Term(b + i - 1, own), new Term(sigma + i - 1, a));
    }
    Element d0 = bits.getFirst();
    relation.equation(d0, new Term(lowest, p), new Term(lowest + 1, a));
    relation.equation(d0, new Term(lowest, new Base(d0)), new Term(lowest + 2, a));
  }

  /// All bit commitments, given those of bits 1 and up: the lowest is not sent, and what it must be
  /// for the weighted sum to be right is `commitment - lo P - sum of w_i D_i`.
  public static List<Element> vartimeComplete(
      RangeWeights weights, RistrettoPoint commitment, Element p, List<Element> above) {
    RistrettoPoint sum = vartimeProduct(p, weights.low());
    if (!above.isEmpty()) {
      sum = sum.plus(vartimeProduct(above.getLast(), weights.weight(above.size())));
    }
    // Horner: the others are weighted by 2, 4, 8 ...
    RistrettoPoint powers = RistrettoPoint.IDENTITY;
    for (int i = above.size() - 2; i >= 0; i--) {
      powers = powers.plus(above.get(i).point()).doubled();
    }
    List<Element> bits = new ArrayList<>();
    bits.add(Element.once(commitment.minus(sum).minus(powers)));
    bits.addAll(above);
    return bits;
  }

  private static RistrettoPoint vartimeProduct(Element element, long factor) {
    return VartimeChain.vartimeMultiples(element.point(), List.of(Scalar.ofLong(factor)))
        .getFirst();
  }
}
