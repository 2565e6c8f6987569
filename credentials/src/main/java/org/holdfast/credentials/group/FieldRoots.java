package org.holdfast.credentials.group;

/// Inverses and square roots in the field, by addition chains for the exponents p - 2 and (p - 5) /
/// 8; constant time.
final class FieldRoots {
  /// A square root of -1, the one that is not negative.
  static final FieldElement SQRT_M1 =
      new FieldElement(
          0x61b274a0ea0b0L, 0x0d5a5fc8f189dL, 0x7ef5e9cbd0c60L, 0x78595a6804c9eL, 0x2b8324804fc1dL);

  private FieldRoots() {}

  /// What `SQRT_RATIO_M1` of RFC 9496, section 4.2, returns.
  ///
  /// @param wasSquare 1 if the ratio is a square, else 0
  /// @param root the non-negative root of the ratio if it is a square, of SQRT_M1 times the ratio
  ///   if not, and 0 for a ratio with numerator or denominator 0
  record Root(int wasSquare, FieldElement root) {}

  /// `1 / element`, and 0 for 0.
  static FieldElement inverse(FieldElement element) {
    FieldElement p2 = element.squared();
    FieldElement p9 = p2.squared(2).times(element);
    FieldElement p11 = p9.times(p2);
    return ones250(p9, p11).squared(5).times(p11);
  }

  /// The inverses of all, by Montgomery's trick: one inversion and three products each. That of 0
  /// is 0.
  static FieldElement[] inverses(FieldElement[] elements) {
    FieldElement[] inverses = new FieldElement[elements.length];
    FieldElement product = FieldElement.ONE;
    for (int i = 0; i < elements.length; i++) {
      inverses[i] = product;
      product = product.times(oneForZero(elements[i]));
    }
    FieldElement inverse = inverse(product);
    for (int i = elements.length - 1; i >= 0; i--) {
      int zero = elements[i].isZero();
      inverses[i] = FieldElement.select(zero, FieldElement.ZERO, inverses[i].times(inverse));
      inverse = inverse.times(oneForZero(elements[i]));
    }
    return inverses;
  }

  private static FieldElement oneForZero(FieldElement element) {
    return FieldElement.select(element.isZero(), FieldElement.ONE, element);
  }

  /// The root of `u / v` by `SQRT_RATIO_M1` of RFC 9496.
  static Root rootOfRatio(FieldElement u, FieldElement v) {
    FieldElement v3 = v.squared().times(v);
    FieldElement v7 = v3.squared().times(v);
    FieldElement r = u.times(v3).times(toThePowerOfPMinus5Over8(u.times(v7)));
    FieldElement check = v.times(r.squared());
    FieldElement minusU = u.negated();
    int correct = check.isEqualTo(u);
    int flipped = check.isEqualTo(minusU);
    int flippedByI = check.isEqualTo(minusU.times(SQRT_M1));
    FieldElement root = FieldElement.select(flipped | flippedByI, r.times(SQRT_M1), r);
    return new Root(correct | flipped, root.absolute());
  }

  /// The root of `1 / v`.
  static Root inverseRoot(FieldElement v) {
    return rootOfRatio(FieldElement.ONE, v);
  }

  private static FieldElement toThePowerOfPMinus5Over8(FieldElement element) {
    FieldElement p2 = element.squared();
    FieldElement p9 = p2.squared(2).times(element);
    FieldElement p11 = p9.times(p2);
    return ones250(p9, p11).squared(2).times(element);
  }

  /// The power with the exponent 2^250 - 1, from those with 9 and 11.
  private static FieldElement ones250(FieldElement p9, FieldElement p11) {
    FieldElement ones5 = p11.squared().times(p9);
    FieldElement ones10 = ones5.squared(5).times(ones5);
    FieldElement ones20 = ones10.squared(10).times(ones10);
    FieldElement ones40 = ones20.squared(20).times(ones20);
    FieldElement ones50 = ones40.squared(10).times(ones10);
    FieldElement ones100 = ones50.squared(50).times(ones50);
    FieldElement ones200 = ones100.squared(100).times(ones100);
    return ones200.squared(50).times(ones50);
  }
}
