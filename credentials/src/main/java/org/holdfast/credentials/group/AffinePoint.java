package org.holdfast.credentials.group;

import java.util.List;

/// A point with Z = 1 in the form in which it is added to others: `y+x, y-x, 2dxy`. One product
/// less than a [CachedPoint], and the price of an inversion, which many points share.
record AffinePoint(FieldElement yPlusX, FieldElement yMinusX, FieldElement t2d) {
  /// Likewise for all points of a list, in its order.
  static AffinePoint[] of(List<RistrettoPoint> points) {
    FieldElement[] inverses =
        FieldRoots.inverses(points.stream().map(RistrettoPoint::z).toArray(FieldElement[]::new));
    AffinePoint[] affine = new AffinePoint[inverses.length];
    for (int i = 0; i < affine.length; i++) {
      FieldElement x = points.get(i).x().times(inverses[i]);
      FieldElement y = points.get(i).y().times(inverses[i]);
      affine[i] = new AffinePoint(y.plus(x), y.minus(x), x.times(y).times(RistrettoPoint.TWO_D));
    }
    return affine;
  }
}
