package org.holdfast.credentials.group;

/// An element of the field of integers modulo p = 2^255 - 19.
///
/// The value is `a0 + a1 2^51 + a2 2^102 + a3 2^153 + a4 2^204` with *signed* limbs. A product has
/// *tight* limbs, below 2^51 + 2^18 in magnitude; sums and differences are taken limb by limb
/// without any carry, and products accept limbs up to 2^53 in magnitude, so up to four tight
/// elements may be added or subtracted between two multiplications. No operation here branches on a
/// value or uses one as an index.
///
/// Whoever holds an element as this type cannot change it; whoever holds it as a [FieldAccumulator]
/// computes in place.
sealed class FieldElement permits FieldAccumulator {
  static final FieldElement ZERO = new FieldElement(0, 0, 0, 0, 0);
  static final FieldElement ONE = new FieldElement(1, 0, 0, 0, 0);

  /// How many limbs an element has, for tables that hold limbs only.
  static final int LIMBS = 5;

  static final int LIMB_BITS = 51;
  static final long LIMB_MASK = (1L << LIMB_BITS) - 1;

  // Written by constructors and by FieldAccumulator.
  long a0;
  long a1;
  long a2;
  long a3;
  long a4;

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
    FieldAccumulator product = new FieldAccumulator();
    product.setProduct(this, other);
    return product;
  }

  FieldElement squared() {
    FieldAccumulator square = new FieldAccumulator();
    square.setSquare(this);
    return square;
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
