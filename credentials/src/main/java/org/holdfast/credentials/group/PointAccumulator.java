package org.holdfast.credentials.group;

/// A point that is computed in place: it is doubled, and others are added to it, without anything
/// being allocated.
///
/// Sums are add-2008-hwcd-3, complete, so that they hold for doublings and the identity too;
/// doublings are dbl-2008-hwcd, both for a = -1. Both end in `X = EF, Y = GH, Z = FG, T = EH`, of
/// which a doubling that is followed by another leaves T out.
final class PointAccumulator {
  private final FieldAccumulator x = new FieldAccumulator();
  private final FieldAccumulator y = new FieldAccumulator();
  private final FieldAccumulator z = new FieldAccumulator();
  private final FieldAccumulator t = new FieldAccumulator();
  private final FieldAccumulator e = new FieldAccumulator();
  private final FieldAccumulator f = new FieldAccumulator();
  private final FieldAccumulator g = new FieldAccumulator();
  private final FieldAccumulator h = new FieldAccumulator();

  /// The identity.
  PointAccumulator() {
    set(RistrettoPoint.IDENTITY);
  }

  static PointAccumulator of(RistrettoPoint point) {
    PointAccumulator accumulator = new PointAccumulator();
    accumulator.set(point);
    return accumulator;
  }

  void set(RistrettoPoint point) {
    x.set(point.x());
    y.set(point.y());
    z.set(point.z());
    t.set(point.t());
  }

  void set(PointAccumulator point) {
    x.set(point.x);
    y.set(point.y);
    z.set(point.z);
    t.set(point.t);
  }

  /// Doubles; T is not kept, and only another doubling may follow.
  void twice() {
    twiceUnfinished();
    finish();
  }

  /// Doubles and keeps T.
  void twiceWithT() {
    twiceUnfinished();
    finish();
    finishT();
  }

  /// Doubles so often, at least once, and keeps T.
  void timesPowerOfTwo(int count) {
    for (int i = 1; i < count; i++) {
      twice();
    }
    twiceWithT();
  }

  /// Adds, and keeps T.
  void add(CachedPoint other) {
    prepare(other.yPlusX(), other.yMinusX());
    g.setProduct(t, other.t2d());
    z.setProduct(z, other.z2());
    addUnfinished();
  }

  /// Subtracts, and keeps T.
  void subtract(CachedPoint other) {
    prepare(other.yMinusX(), other.yPlusX());
    g.setProduct(t, other.t2d());
    z.setProduct(z, other.z2());
    subtractUnfinished();
  }

  /// Adds, and keeps T.
  void add(AffinePoint other) {
    prepare(other.yPlusX(), other.yMinusX());
    g.setProduct(t, other.t2d());
    z.setSum(z, z);
    addUnfinished();
  }

  /// Subtracts, and keeps T.
  void subtract(AffinePoint other) {
    prepare(other.yMinusX(), other.yPlusX());
    g.setProduct(t, other.t2d());
    z.setSum(z, z);
    subtractUnfinished();
  }

  RistrettoPoint point() {
    return new RistrettoPoint(copy(x), copy(y), copy(z), copy(t));
  }

  /// As it is added to others.
  CachedPoint cached() {
    return CachedPoint.of(x, y, z, t);
  }

  private void twiceUnfinished() {
    e.setSum(x, y);
    e.setSquare(e);
    x.setSquare(x);
    y.setSquare(y);
    z.setSquare(z);
    h.setSum(x, y);
    g.setDifference(x, y);
    e.setDifference(h, e);
    f.setSum(z, z);
    f.setSum(f, g);
  }

  /// The products of the differences in X, of the sums in Y.
  private void prepare(FieldElement ofSum, FieldElement ofDifference) {
    e.setDifference(y, x);
    h.setSum(y, x);
    x.setProduct(e, ofDifference);
    y.setProduct(h, ofSum);
  }

  private void addUnfinished() {
    f.setDifference(z, g);
    g.setSum(z, g);
    finishSum();
  }

  private void subtractUnfinished() {
    f.setSum(z, g);
    g.setDifference(z, g);
    finishSum();
  }

  private void finishSum() {
    e.setDifference(y, x);
    h.setSum(y, x);
    finish();
    finishT();
  }

  private void finish() {
    x.setProduct(e, f);
    y.setProduct(g, h);
    z.setProduct(f, g);
  }

  private void finishT() {
    t.setProduct(e, h);
  }

  private static FieldElement copy(FieldElement element) {
    FieldAccumulator copy = new FieldAccumulator();
    copy.set(element);
    return copy;
  }
}
