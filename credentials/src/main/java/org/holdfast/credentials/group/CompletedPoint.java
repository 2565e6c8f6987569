package org.holdfast.credentials.group;

/// What the addition formulas end in: `X = EF, Y = GH, Z = FG, T = EH`, not yet multiplied out, so
/// that a doubling that follows need not pay for T.
record CompletedPoint(FieldElement e, FieldElement f, FieldElement g, FieldElement h) {
  RistrettoPoint extended() {
    return new RistrettoPoint(e.times(f), g.times(h), f.times(g), e.times(h));
  }

  ProjectivePoint projective() {
    return new ProjectivePoint(e.times(f), g.times(h), f.times(g));
  }
}
