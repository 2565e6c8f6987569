package org.holdfast.credentials.group;

/// A point that is multiplied by secrets often: with tables of its multiples by all powers of 256 a
/// multiplication takes 64 additions and 4 doublings. About 40 kB.
public final class FixedBase {
  private static final int ROWS = Scalar.BYTES;

  private final RistrettoPoint point;
  private final SecretTable[] rows = new SecretTable[ROWS];

  private FixedBase(RistrettoPoint point) {
    this.point = point;
  }

  /// Computes the tables.
  public static FixedBase of(RistrettoPoint point) {
    FixedBase base = new FixedBase(point);
    RistrettoPoint power = point;
    for (int i = 0; i < ROWS; i++) {
      base.rows[i] = SecretTable.of(power);
      power = power.projective().doubled(8).extended();
    }
    return base;
  }

  /// The point the tables belong to.
  public RistrettoPoint point() {
    return point;
  }

  /// The point times a scalar, which may be secret; constant time.
  public RistrettoPoint times(Scalar scalar) {
    byte[] digits = scalar.signedDigits();
    RistrettoPoint product = RistrettoPoint.IDENTITY;
    for (int i = 0; i < ROWS; i++) {
      product = product.plus(rows[i].select(digits[2 * i + 1])).extended();
    }
    product = product.projective().doubled(4).extended();
    for (int i = 0; i < ROWS; i++) {
      product = product.plus(rows[i].select(digits[2 * i])).extended();
    }
    return product;
  }
}
