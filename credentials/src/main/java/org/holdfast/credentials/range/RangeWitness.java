package org.holdfast.credentials.range;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.sigma.Element;
import org.holdfast.credentials.sigma.Generator;

/// What the maker of a range proof knows: the bits and the blindings of their commitments. Constant
/// time.
public final class RangeWitness {
  private final List<Scalar> bits = new ArrayList<>();
  private final List<Scalar> blindings;
  private final List<Scalar> sigmas = new ArrayList<>();

  private RangeWitness(List<Scalar> blindings) {
    this.blindings = blindings;
  }

  /// Takes a number apart. The blindings are drawn, but for the lowest, which is chosen so that the
  /// weighted sum of the commitments commits to the number with `blinding`.
  public static RangeWitness of(
      RangeWeights weights, long value, Scalar blinding, ScalarSource random) {
    List<Scalar> rho =
        new ArrayList<>(Stream.generate(random::next).limit(weights.count() - 1L).toList());
    Scalar lowest = blinding;
    for (int i = 1; i < weights.count(); i++) {
      lowest = lowest.minus(rho.get(i - 1).times(Scalar.ofLong(weights.weight(i))));
    }
    rho.addFirst(lowest);
    RangeWitness witness = new RangeWitness(rho);
    int[] bits = weights.bits(value);
    for (int i = 0; i < bits.length; i++) {
      witness.bits.add(Scalar.ofLong(bits[i]));
      witness.sigmas.add(Scalar.select(bits[i], Scalar.ZERO, rho.get(i)));
    }
    return witness;
  }

  /// The commitments `b P + rho A`, the lowest bit first.
  public List<Element> commitments(Element p) {
    List<Element> commitments = new ArrayList<>();
    for (int i = 0; i < bits.size(); i++) {
      commitments.add(
          Element.once(
              p.secretTable()
                  .times(bits.get(i))
                  .plus(Generator.A.secretTable().times(blindings.get(i)))));
    }
    return commitments;
  }

  /// The scalars in the order in which [RangeStatement] introduces them.
  public List<Scalar> scalars() {
    List<Scalar> scalars = new ArrayList<>();
    int count = bits.size();
    scalars.addAll(bits.subList(1, count));
    scalars.addAll(blindings.subList(1, count));
    scalars.addAll(sigmas.subList(1, count));
    scalars.add(bits.getFirst());
    scalars.add(blindings.getFirst());
    scalars.add(sigmas.getFirst());
    return scalars;
  }
}
