package org.holdfast.credentials.group;

/// An element of the field of integers modulo p = 2^255 - 19.
///
/// The value is `a0 + a1 2^51 + a2 2^102 + a3 2^153 + a4 2^204` with *signed* limbs. A product has
/// *tight* limbs, below 2^51 + 2^18 in magnitude; sums and differences are taken limb by limb
/// without any carry, and products accept limbs up to 2^53 in magnitude, so up to four tight
/// elements may be added or subtracted between two multiplications. No operation here branches on a
/// value or uses one as an index.
///
/// A product of two limbs has up to 106 bits. Its part above bit 51 is the high word of the product
/// of suitably shifted factors; columns of high parts and columns of low words (modulo 2^64) are
/// summed up separately, and subtracting the first from the second leaves the exact low parts. That
/// needs no 128-bit additions, which Java does not have.
final class FieldElement {
  static final FieldElement ZERO = new FieldElement(0, 0, 0, 0, 0);
  static final FieldElement ONE = new FieldElement(1, 0, 0, 0, 0);

  /// How many limbs an element has, for tables that hold limbs only.
  static final int LIMBS = 5;

  private static final int LIMB_BITS = 51;
  private static final long LIMB_MASK = (1L << LIMB_BITS) - 1;

  private final long a0;
  private final long a1;
  private final long a2;
  private final long a3;
  private final long a4;

  FieldElement(long a0, long a1, long a2, long a3, long a4) {
    this.a0 = a0;
    this.a1 = a1;
    this.a2 = a2;
    this.a3 = a3;
    this.a4 = a4;
  }

  FieldElement plus(FieldElement other) {
    return new FieldElement(
        a0 + other.a0, a1 + other.a1, a2 + other.a2, a3 + other.a3, a4 + other.a4);
  }

  FieldElement minus(FieldElement other) {
    return new FieldElement(
        a0 - other.a0, a1 - other.a1, a2 - other.a2, a3 - other.a3, a4 - other.a4);
  }

  FieldElement negated() {
    return new FieldElement(-a0, -a1, -a2, -a3, -a4);
  }

  FieldElement times(FieldElement other) {
    final long a0 = this.a0;
    final long a1 = this.a1;
    final long a2 = this.a2;
    final long a3 = this.a3;
    final long a4 = this.a4;
    final long b0 = other.a0;
    final long b1 = other.a1;
    final long b2 = other.a2;
    final long b3 = other.a3;
    final long b4 = other.a4;
    // 2^255 = 19: what would be column k + 5 is nineteen times column k.
    final long n1 = 19 * b1;
    final long n2 = 19 * b2;
    final long n3 = 19 * b3;
    final long n4 = 19 * b4;
    // Both shifts together are 64 - 51 bits.
    final long x0 = a0 << 9;
    final long x1 = a1 << 9;
    final long x2 = a2 << 9;
    final long x3 = a3 << 9;
    final long x4 = a4 << 9;
    final long y0 = b0 << 4;
    final long y1 = b1 << 4;
    final long y2 = b2 << 4;
    final long y3 = b3 << 4;
    final long y4 = b4 << 4;
    final long z1 = n1 << 4;
    final long z2 = n2 << 4;
    final long z3 = n3 << 4;
    final long z4 = n4 << 4;

    long h0 = Math.multiplyHigh(x0, y0);
    long l0 = a0 * b0;
    long h1 = Math.multiplyHigh(x0, y1);
    long l1 = a0 * b1;
    long h2 = Math.multiplyHigh(x0, y2);
    long l2 = a0 * b2;
    long h3 = Math.multiplyHigh(x0, y3);
    long l3 = a0 * b3;
    long h4 = Math.multiplyHigh(x0, y4);
    long l4 = a0 * b4;
    h0 += Math.multiplyHigh(x1, z4);
    l0 += a1 * n4;
    h1 += Math.multiplyHigh(x1, y0);
    l1 += a1 * b0;
    h2 += Math.multiplyHigh(x1, y1);
    l2 += a1 * b1;
    h3 += Math.multiplyHigh(x1, y2);
    l3 += a1 * b2;
    h4 += Math.multiplyHigh(x1, y3);
    l4 += a1 * b3;
    h0 += Math.multiplyHigh(x2, z3);
    l0 += a2 * n3;
    h1 += Math.multiplyHigh(x2, z4);
    l1 += a2 * n4;
    h2 += Math.multiplyHigh(x2, y0);
    l2 += a2 * b0;
    h3 += Math.multiplyHigh(x2, y1);
    l3 += a2 * b1;
    h4 += Math.multiplyHigh(x2, y2);
    l4 += a2 * b2;
    h0 += Math.multiplyHigh(x3, z2);
    l0 += a3 * n2;
    h1 += Math.multiplyHigh(x3, z3);
    l1 += a3 * n3;
    h2 += Math.multiplyHigh(x3, z4);
    l2 += a3 * n4;
    h3 += Math.multiplyHigh(x3, y0);
    l3 += a3 * b0;
    h4 += Math.multiplyHigh(x3, y1);
    l4 += a3 * b1;
    h0 += Math.multiplyHigh(x4, z1);
    l0 += a4 * n1;
    h1 += Math.multiplyHigh(x4, z2);
    l1 += a4 * n2;
    h2 += Math.multiplyHigh(x4, z3);
    l2 += a4 * n3;
    h3 += Math.multiplyHigh(x4, z4);
    l3 += a4 * n4;
    h4 += Math.multiplyHigh(x4, y0);
    l4 += a4 * b0;
    return carried(
        l0 - (h0 << LIMB_BITS) + 19 * h4,
        l1 - (h1 << LIMB_BITS) + h0,
        l2 - (h2 << LIMB_BITS) + h1,
        l3 - (h3 << LIMB_BITS) + h2,
        l4 - (h4 << LIMB_BITS) + h3);
  }

  FieldElement squared() {
    final long d0 = 2 * a0;
    final long d1 = 2 * a1;
    final long n3 = 19 * a3;
    final long n4 = 19 * a4;
    final long m4 = 2 * n4;
    final long x0 = a0 << 9;
    final long x1 = a1 << 9;
    final long x2 = a2 << 9;
    final long x3 = a3 << 9;
    final long y1 = d0 << 8;
    final long y2 = d1 << 8;
    final long h0 = high(x0, a0 << 4) + high(x1, m4 << 4) + high(x2, n3 << 5);
    final long h1 = high(y1, a1 << 5) + high(x2, m4 << 4) + high(x3, n3 << 4);
    final long h2 = high(y1, a2 << 5) + high(x1, a1 << 4) + high(x3, m4 << 4);
    final long h3 = high(y1, a3 << 5) + high(y2, a2 << 5) + high(a4 << 9, n4 << 4);
    final long h4 = high(y1, a4 << 5) + high(y2, a3 << 5) + high(x2, a2 << 4);
    final long l0 = a0 * a0 + a1 * m4 + 2 * a2 * n3;
    final long l1 = d0 * a1 + a2 * m4 + a3 * n3;
    final long l2 = d0 * a2 + a1 * a1 + a3 * m4;
    final long l3 = d0 * a3 + d1 * a2 + a4 * n4;
    final long l4 = d0 * a4 + d1 * a3 + a2 * a2;
    return carried(
        l0 - (h0 << LIMB_BITS) + 19 * h4,
        l1 - (h1 << LIMB_BITS) + h0,
        l2 - (h2 << LIMB_BITS) + h1,
        l3 - (h3 << LIMB_BITS) + h2,
        l4 - (h4 << LIMB_BITS) + h3);
  }

  /// This element to the power of `2^count`.
  FieldElement squared(int count) {
    FieldElement power = this;
    for (int i = 0; i < count; i++) {
      power = power.squared();
    }
    return power;
  }

  /// 1 if the canonical value is odd (what RFC 9496 calls negative), else 0.
  int isNegative() {
    return (int) (canonical().a0 & 1);
  }

  /// 1 if this is zero, else 0.
  int isZero() {
    FieldElement c = canonical();
    long bits = c.a0 | c.a1 | c.a2 | c.a3 | c.a4;
    return (int) ((bits - 1) >>> 63);
  }

  /// 1 if both are the same element, else 0.
  int isEqualTo(FieldElement other) {
    return minus(other).isZero();
  }

  /// The one of this element and its negative that is not [negative][#isNegative()].
  FieldElement absolute() {
    return select(isNegative(), negated(), this);
  }

  /// `ifOne` where `choice` is 1, `ifZero` where it is 0, found without a branch.
  static FieldElement select(int choice, FieldElement ifOne, FieldElement ifZero) {
    long mask = -(long) choice;
    return new FieldElement(
        ifZero.a0 ^ (mask & (ifZero.a0 ^ ifOne.a0)),
        ifZero.a1 ^ (mask & (ifZero.a1 ^ ifOne.a1)),
        ifZero.a2 ^ (mask & (ifZero.a2 ^ ifOne.a2)),
        ifZero.a3 ^ (mask & (ifZero.a3 ^ ifOne.a3)),
        ifZero.a4 ^ (mask & (ifZero.a4 ^ ifOne.a4)));
  }

  /// Reads 255 bits, little-endian; bit 255 is ignored and the value may be p or above.
  static FieldElement decode(byte[] bytes, int offset) {
    long w0 = LittleEndian.readLong(bytes, offset);
    long w1 = LittleEndian.readLong(bytes, offset + 8);
    long w2 = LittleEndian.readLong(bytes, offset + 16);
    long w3 = LittleEndian.readLong(bytes, offset + 24);
    return new FieldElement(
        w0 & LIMB_MASK,
        ((w0 >>> 51) | (w1 << 13)) & LIMB_MASK,
        ((w1 >>> 38) | (w2 << 26)) & LIMB_MASK,
        ((w2 >>> 25) | (w3 << 39)) & LIMB_MASK,
        (w3 >>> 12) & LIMB_MASK);
  }

  /// Writes the canonical value into 32 bytes, little-endian.
  void encode(byte[] bytes, int offset) {
    FieldElement c = canonical();
    LittleEndian.writeLong(bytes, offset, c.a0 | (c.a1 << 51));
    LittleEndian.writeLong(bytes, offset + 8, (c.a1 >>> 13) | (c.a2 << 38));
    LittleEndian.writeLong(bytes, offset + 16, (c.a2 >>> 26) | (c.a3 << 25));
    LittleEndian.writeLong(bytes, offset + 24, (c.a3 >>> 39) | (c.a4 << 12));
  }

  void toLimbs(long[] limbs, int offset) {
    limbs[offset] = a0;
    limbs[offset + 1] = a1;
    limbs[offset + 2] = a2;
    limbs[offset + 3] = a3;
    limbs[offset + 4] = a4;
  }

  static FieldElement ofLimbs(long[] limbs, int offset) {
    return new FieldElement(
        limbs[offset], limbs[offset + 1], limbs[offset + 2], limbs[offset + 3], limbs[offset + 4]);
  }

  private static long high(long a, long b) {
    return Math.multiplyHigh(a, b);
  }

  /// Takes each column's excess to the next, all at once: columns are below 2^62, so that what
  /// arrives is below 2^11, or 2^16 where it comes round.
  private static FieldElement carried(long r0, long r1, long r2, long r3, long r4) {
    return new FieldElement(
        (r0 & LIMB_MASK) + 19 * (r4 >> LIMB_BITS),
        (r1 & LIMB_MASK) + (r0 >> LIMB_BITS),
        (r2 & LIMB_MASK) + (r1 >> LIMB_BITS),
        (r3 & LIMB_MASK) + (r2 >> LIMB_BITS),
        (r4 & LIMB_MASK) + (r3 >> LIMB_BITS));
  }

  /// Takes the excess from limb to limb and what leaves the last one round to the first.
  private FieldElement rippled() {
    long b1 = a1 + (a0 >> LIMB_BITS);
    long b2 = a2 + (b1 >> LIMB_BITS);
    long b3 = a3 + (b2 >> LIMB_BITS);
    long b4 = a4 + (b3 >> LIMB_BITS);
    return new FieldElement(
        (a0 & LIMB_MASK) + 19 * (b4 >> LIMB_BITS),
        b1 & LIMB_MASK,
        b2 & LIMB_MASK,
        b3 & LIMB_MASK,
        b4 & LIMB_MASK);
  }

  /// The same element with a value in [0, p) and all limbs in [0, 2^51).
  private FieldElement canonical() {
    // After the first pass only the first limb may be out of bounds, by less than 2^8; after the
    // second none is.
    FieldElement c = rippled().rippled();
    // Is it p or more? Then adding 19 carries into bit 255.
    long carry = (c.a0 + 19) >> LIMB_BITS;
    carry = (c.a1 + carry) >> LIMB_BITS;
    carry = (c.a2 + carry) >> LIMB_BITS;
    carry = (c.a3 + carry) >> LIMB_BITS;
    carry = (c.a4 + carry) >> LIMB_BITS;
    // Then that bit is dropped, which takes p away; else nothing changes.
    long b0 = c.a0 + 19 * carry;
    long b1 = c.a1 + (b0 >> LIMB_BITS);
    long b2 = c.a2 + (b1 >> LIMB_BITS);
    long b3 = c.a3 + (b2 >> LIMB_BITS);
    long b4 = c.a4 + (b3 >> LIMB_BITS);
    return new FieldElement(
        b0 & LIMB_MASK, b1 & LIMB_MASK, b2 & LIMB_MASK, b3 & LIMB_MASK, b4 & LIMB_MASK);
  }
}
