package org.holdfast.credentials.group;

import java.util.Arrays;

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
    PointAccumulator power = PointAccumulator.of(point);
    for (int i = 0; i < ROWS; i++) {
      base.rows[i] = SecretTable.of(power.point());
      power.timesPowerOfTwo(8);
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
    PointAccumulator product = new PointAccumulator();
    for (int i = 0; i < ROWS; i++) {
      product.add(rows[i].select(digits[2 * i + 1]));
    }
    product.timesPowerOfTwo(4);
    for (int i = 0; i < ROWS; i++) {
      product.add(rows[i].select(digits[2 * i]));
    }
    Arrays.fill(digits, (byte) 0);
    return product.point();
  }
}
