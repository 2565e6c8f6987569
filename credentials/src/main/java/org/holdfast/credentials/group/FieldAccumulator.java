package org.holdfast.credentials.group;

/// A field element that is computed in place, for loops that should not allocate: it becomes the
/// sum, difference, product or square of others, of which it may be one itself.
///
/// A product of two limbs has up to 106 bits. Its part above bit 51 is the high word of the product
/// of suitably shifted factors; columns of high parts and columns of low words (modulo 2^64) are
/// summed up separately, and subtracting the first from the second leaves the exact low parts. That
/// needs no 128-bit additions, which Java does not have. One factor is shifted for both, so that
/// low words come out sixteenfold, and there are few enough numbers to keep for the registers.
final class FieldAccumulator extends FieldElement {
  // Together 64 - 51 bits: a loose limb of 53 bits may be shifted by 9, nineteen times one by 4.
  private static final int LEFT_SHIFT = 9;
  private static final int RIGHT_SHIFT = 4;
  private static final int HIGH_SHIFT = LIMB_BITS + RIGHT_SHIFT;

  /// Zero.
  FieldAccumulator() {
    super(0, 0, 0, 0, 0);
  }

  void set(FieldElement p) {
    set(p.a0, p.a1, p.a2, p.a3, p.a4);
  }

  void setSum(FieldElement p, FieldElement q) {
    set(p.a0 + q.a0, p.a1 + q.a1, p.a2 + q.a2, p.a3 + q.a3, p.a4 + q.a4);
  }

  void setDifference(FieldElement p, FieldElement q) {
    set(p.a0 - q.a0, p.a1 - q.a1, p.a2 - q.a2, p.a3 - q.a3, p.a4 - q.a4);
  }

  void setProduct(FieldElement p, FieldElement q) {
    final long a0 = p.a0;
    final long a1 = p.a1;
    final long a2 = p.a2;
    final long a3 = p.a3;
    final long a4 = p.a4;
    final long x0 = a0 << LEFT_SHIFT;
    final long x1 = a1 << LEFT_SHIFT;
    final long x2 = a2 << LEFT_SHIFT;
    final long x3 = a3 << LEFT_SHIFT;
    final long x4 = a4 << LEFT_SHIFT;
    final long y0 = q.a0 << RIGHT_SHIFT;
    final long y1 = q.a1 << RIGHT_SHIFT;
    final long y2 = q.a2 << RIGHT_SHIFT;
    final long y3 = q.a3 << RIGHT_SHIFT;
    final long y4 = q.a4 << RIGHT_SHIFT;
    // 2^255 = 19: what would be column k + 5 is nineteen times column k.
    final long z1 = 19 * y1;
    final long z2 = 19 * y2;
    final long z3 = 19 * y3;
    final long z4 = 19 * y4;
    final long h0 = high(x0, y0) + high(x1, z4) + high(x2, z3) + high(x3, z2) + high(x4, z1);
    final long l0 = a0 * y0 + a1 * z4 + a2 * z3 + a3 * z2 + a4 * z1;
    final long h1 = high(x0, y1) + high(x1, y0) + high(x2, z4) + high(x3, z3) + high(x4, z2);
    final long l1 = a0 * y1 + a1 * y0 + a2 * z4 + a3 * z3 + a4 * z2;
    final long h2 = high(x0, y2) + high(x1, y1) + high(x2, y0) + high(x3, z4) + high(x4, z3);
    final long l2 = a0 * y2 + a1 * y1 + a2 * y0 + a3 * z4 + a4 * z3;
    final long h3 = high(x0, y3) + high(x1, y2) + high(x2, y1) + high(x3, y0) + high(x4, z4);
    final long l3 = a0 * y3 + a1 * y2 + a2 * y1 + a3 * y0 + a4 * z4;
    final long h4 = high(x0, y4) + high(x1, y3) + high(x2, y2) + high(x3, y1) + high(x4, y0);
    final long l4 = a0 * y4 + a1 * y3 + a2 * y2 + a3 * y1 + a4 * y0;
    setCarried(
        low(l0, h0) + 19 * h4,
        low(l1, h1) + h0,
        low(l2, h2) + h1,
        low(l3, h3) + h2,
        low(l4, h4) + h3);
  }

  void setSquare(FieldElement p) {
    final long a0 = p.a0;
    final long a1 = p.a1;
    final long a2 = p.a2;
    final long a3 = p.a3;
    final long a4 = p.a4;
    final long x0 = a0 << LEFT_SHIFT;
    final long x1 = a1 << LEFT_SHIFT;
    final long x2 = a2 << LEFT_SHIFT;
    final long x3 = a3 << LEFT_SHIFT;
    final long x4 = a4 << LEFT_SHIFT;
    final long y0 = a0 << RIGHT_SHIFT;
    final long y1 = a1 << RIGHT_SHIFT;
    final long y2 = a2 << RIGHT_SHIFT;
    // Of the pairs of different limbs one is taken, and twice.
    final long d0 = y0 << 1;
    final long d1 = y1 << 1;
    final long z3 = 19 * (a3 << RIGHT_SHIFT);
    final long z4 = 19 * (a4 << RIGHT_SHIFT);
    final long d3 = z3 << 1;
    final long d4 = z4 << 1;
    final long h0 = high(x0, y0) + high(x1, d4) + high(x2, d3);
    final long l0 = a0 * y0 + a1 * d4 + a2 * d3;
    final long h1 = high(x1, d0) + high(x2, d4) + high(x3, z3);
    final long l1 = a1 * d0 + a2 * d4 + a3 * z3;
    final long h2 = high(x2, d0) + high(x1, y1) + high(x3, d4);
    final long l2 = a2 * d0 + a1 * y1 + a3 * d4;
    final long h3 = high(x3, d0) + high(x2, d1) + high(x4, z4);
    final long l3 = a3 * d0 + a2 * d1 + a4 * z4;
    final long h4 = high(x4, d0) + high(x3, d1) + high(x2, y2);
    final long l4 = a4 * d0 + a3 * d1 + a2 * y2;
    setCarried(
        low(l0, h0) + 19 * h4,
        low(l1, h1) + h0,
        low(l2, h2) + h1,
        low(l3, h3) + h2,
        low(l4, h4) + h3);
  }

  private static long high(long a, long b) {
    return Math.multiplyHigh(a, b);
  }

  /// What a column has below bit 51, from its low words and what was above.
  private static long low(long words, long high) {
    return (words - (high << HIGH_SHIFT)) >> RIGHT_SHIFT;
  }

  /// Takes each column's excess to the next, all at once: columns are below 2^62, so that what
  /// arrives is below 2^11, or 2^16 where it comes round.
  private void setCarried(long r0, long r1, long r2, long r3, long r4) {
    set(
        (r0 & LIMB_MASK) + 19 * (r4 >> LIMB_BITS),
        (r1 & LIMB_MASK) + (r0 >> LIMB_BITS),
        (r2 & LIMB_MASK) + (r1 >> LIMB_BITS),
        (r3 & LIMB_MASK) + (r2 >> LIMB_BITS),
        (r4 & LIMB_MASK) + (r3 >> LIMB_BITS));
  }

  private void set(long a0, long a1, long a2, long a3, long a4) {
    this.a0 = a0;
    this.a1 = a1;
    this.a2 = a2;
    this.a3 = a3;
    this.a4 = a4;
  }
}
