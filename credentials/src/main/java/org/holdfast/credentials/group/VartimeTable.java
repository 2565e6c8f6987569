package org.holdfast.credentials.group;

/// A point that is multiplied by public scalars often. For every position of a digit to base
/// `2^width` all its multiples are at hand, so that a multiplication is one addition per digit and
/// no doubling. Takes as long as its secret-proof sister [FixedBase] would not: indices and
/// branches depend on the scalar.
public final class VartimeTable {
  private final RistrettoPoint point;
  private final int width;
  private final CachedPoint[][] rows;

  private VartimeTable(RistrettoPoint point, int width) {
    this.point = point;
    this.width = width;
    this.rows = new CachedPoint[8 * Scalar.BYTES / width + 1][1 << (width - 1)];
  }

  /// Computes a table for digits of `width` bits, 2 to 7. One more bit almost doubles the size and
  /// the time this takes: with 5 bits 832 points, with 7 bits 2,368.
  public static VartimeTable of(RistrettoPoint point, int width) {
    VartimeTable table = new VartimeTable(point, width);
    RistrettoPoint power = point;
    for (CachedPoint[] row : table.rows) {
      RistrettoPoint multiple = power;
      CachedPoint step = power.cached();
      row[0] = step;
      for (int i = 1; i < row.length; i++) {
        multiple = multiple.plus(step).extended();
        row[i] = multiple.cached();
      }
      power = multiple.doubled();
    }
    return table;
  }

  /// The point the table belongs to.
  public RistrettoPoint point() {
    return point;
  }

  /// `sum` plus the point times a public scalar.
  public RistrettoPoint vartimeAddProduct(RistrettoPoint sum, Scalar scalar) {
    byte[] digits = scalar.vartimeSignedDigits(width);
    RistrettoPoint result = sum;
    for (int i = 0; i < digits.length; i++) {
      int digit = digits[i];
      if (digit > 0) {
        result = result.plus(rows[i][digit - 1]).extended();
      } else if (digit < 0) {
        result = result.minus(rows[i][-digit - 1]).extended();
      }
    }
    return result;
  }
}
