package org.holdfast.credentials.group;

/// A point in the form in which it is added to others: `Y+X, Y-X, 2dT, 2Z`.
record CachedPoint(FieldElement yPlusX, FieldElement yMinusX, FieldElement t2d, FieldElement z2) {
  /// How many limbs a point has, for tables that hold limbs only.
  static final int LIMBS = 4 * FieldElement.LIMBS;

  static final CachedPoint IDENTITY =
      new CachedPoint(
          FieldElement.ONE,
          FieldElement.ONE,
          FieldElement.ZERO,
          FieldElement.ONE.plus(FieldElement.ONE));

  /// From extended coordinates.
  static CachedPoint of(FieldElement x, FieldElement y, FieldElement z, FieldElement t) {
    return new CachedPoint(y.plus(x), y.minus(x), t.times(RistrettoPoint.TWO_D), z.plus(z));
  }

  @SuppressWarnings("ArgumentSelectionDefectChecker") // x changes its sign: they are swapped
  CachedPoint negated() {
    return new CachedPoint(yMinusX, yPlusX, t2d.negated(), z2);
  }

  /// The negative where `choice` is 1, else this.
  CachedPoint negatedIf(int choice) {
    return new CachedPoint(
        FieldElement.select(choice, yMinusX, yPlusX),
        FieldElement.select(choice, yPlusX, yMinusX),
        FieldElement.select(choice, t2d.negated(), t2d),
        z2);
  }

  void toLimbs(long[] limbs, int offset) {
    yPlusX.toLimbs(limbs, offset);
    yMinusX.toLimbs(limbs, offset + FieldElement.LIMBS);
    t2d.toLimbs(limbs, offset + 2 * FieldElement.LIMBS);
    z2.toLimbs(limbs, offset + 3 * FieldElement.LIMBS);
  }

  static CachedPoint ofLimbs(long[] limbs, int offset) {
    return new CachedPoint(
        FieldElement.ofLimbs(limbs, offset),
        FieldElement.ofLimbs(limbs, offset + FieldElement.LIMBS),
        FieldElement.ofLimbs(limbs, offset + 2 * FieldElement.LIMBS),
        FieldElement.ofLimbs(limbs, offset + 3 * FieldElement.LIMBS));
  }
}
