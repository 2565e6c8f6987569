package org.holdfast.credentials.group;

import java.util.ArrayList;
import java.util.List;

/// A point that is multiplied by public scalars often. For every position of a digit to base
/// `2^width` all its multiples are at hand, so that a multiplication is one addition per digit and
/// no doubling. Takes as long as its secret-proof sister [FixedBase] would not: indices and
/// branches depend on the scalar.
public final class VartimeTable {
  private final RistrettoPoint point;
  private final int width;
  private final int columns;
  private final AffinePoint[] multiples;

  private VartimeTable(RistrettoPoint point, int width) {
    this.point = point;
    this.width = width;
    this.columns = 1 << (width - 1);
    this.multiples = AffinePoint.of(multiples(point, 8 * Scalar.BYTES / width + 1, columns));
  }

  /// Computes a table for digits of `width` bits, 2 to 8. One more bit almost doubles the size and
  /// the time this takes: with 5 bits 832 points, with 8 bits 4,224.
  public static VartimeTable of(RistrettoPoint point, int width) {
    return new VartimeTable(point, width);
  }

  /// Row by row the multiples of the point times 1, `2^width`, `2^(2 width)` and so on.
  private static List<RistrettoPoint> multiples(RistrettoPoint point, int rows, int columns) {
    List<RistrettoPoint> multiples = new ArrayList<>(rows * columns);
    PointAccumulator multiple = PointAccumulator.of(point);
    for (int row = 0; row < rows; row++) {
      CachedPoint step = multiple.cached();
      multiples.add(multiple.point());
      for (int i = 1; i < columns; i++) {
        multiple.add(step);
        multiples.add(multiple.point());
      }
      multiple.twiceWithT();
    }
    return multiples;
  }

  /// The point the table belongs to.
  public RistrettoPoint point() {
    return point;
  }

  /// `sum` plus the point times a public scalar.
  public RistrettoPoint vartimeAddProduct(RistrettoPoint sum, Scalar scalar) {
    byte[] digits = scalar.vartimeSignedDigits(width);
    PointAccumulator result = PointAccumulator.of(sum);
    for (int i = 0; i < digits.length; i++) {
      int digit = digits[i];
      if (digit > 0) {
        result.add(multiples[i * columns + digit - 1]);
      } else if (digit < 0) {
        result.subtract(multiples[i * columns - digit - 1]);
      }
    }
    return result.point();
  }
}
