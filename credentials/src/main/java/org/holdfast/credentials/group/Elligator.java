package org.holdfast.credentials.group;

/// The function MAP of RFC 9496, section 4.3.4: from a field element to a point.
final class Elligator {
  private static final FieldElement SQRT_AD_MINUS_ONE =
      new FieldElement(
          0x7f6a0497b2e1bL, 0x1836f0a97afd2L, 0x7d747f6be7638L, 0x456079e7e6498L, 0x376931bf2b834L);
  private static final FieldElement ONE_MINUS_D_SQ =
      new FieldElement(
          0x409c1945fc176L, 0x719abc6a1fc4fL, 0x1c37f90b20684L, 0x06bccca55eedfL, 0x029072a8b2b3eL);
  private static final FieldElement D_MINUS_ONE_SQ =
      new FieldElement(
          0x55aaa44ed4d20L, 0x59603c3332635L, 0x26d3baf4a7928L, 0x120a66e6997a9L, 0x5968b37af66c2L);

  private Elligator() {}

  static RistrettoPoint map(FieldElement t) {
    FieldElement one = FieldElement.ONE;
    FieldElement r = FieldRoots.SQRT_M1.times(t.squared());
    FieldElement u = r.plus(one).times(ONE_MINUS_D_SQ);
    FieldElement v = one.plus(r.times(RistrettoPoint.D)).negated().times(r.plus(RistrettoPoint.D));
    FieldRoots.Root ratio = FieldRoots.rootOfRatio(u, v);
    FieldElement s =
        FieldElement.select(
            ratio.wasSquare(), ratio.root(), ratio.root().times(t).absolute().negated());
    FieldElement c = FieldElement.select(ratio.wasSquare(), one.negated(), r);
    FieldElement n = c.times(r.minus(one)).times(D_MINUS_ONE_SQ).minus(v);
    FieldElement w0 = s.plus(s).times(v);
    FieldElement w1 = n.times(SQRT_AD_MINUS_ONE);
    FieldElement ss = s.squared();
    FieldElement w2 = one.minus(ss);
    FieldElement w3 = one.plus(ss);
    return new RistrettoPoint(w0.times(w3), w2.times(w1), w1.times(w3), w0.times(w2));
  }
}
