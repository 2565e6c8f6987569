package org.holdfast.credentials.group;

/// A point of the curve as X/Z, Y/Z: all that doubling needs.
record ProjectivePoint(FieldElement x, FieldElement y, FieldElement z) {
  /// dbl-2008-hwcd for a = -1.
  CompletedPoint doubled() {
    FieldElement xx = x.squared();
    FieldElement yy = y.squared();
    FieldElement zz = z.squared();
    FieldElement h = xx.plus(yy);
    FieldElement g = xx.minus(yy);
    return new CompletedPoint(h.minus(x.plus(y).squared()), zz.plus(zz).plus(g), g, h);
  }

  /// This point times `2^count`, for a count of at least 1.
  CompletedPoint doubled(int count) {
    ProjectivePoint point = this;
    for (int i = 1; i < count; i++) {
      point = point.doubled().projective();
    }
    return point.doubled();
  }
}
