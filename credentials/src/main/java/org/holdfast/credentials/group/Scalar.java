package org.holdfast.credentials.group;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/// An integer modulo l = 2^252 + 27742317777372353535851937790883648493, the order of the group.
///
/// Held as five limbs of 52 bits, always the canonical value. Constant time, except where a name
/// says `vartime`. Unchanging, but for [#destroy()].
public final class Scalar {
  /// Length of an encoding.
  public static final int BYTES = 32;

  /// Length of the bytes that are reduced to a uniform scalar.
  public static final int WIDE_BYTES = 64;

  /// 0.
  public static final Scalar ZERO = ofLong(0);

  /// 1.
  public static final Scalar ONE = ofLong(1);

  private static final Scalar HALF =
      new Scalar(
          new long[] {
            0x9318d2e7ae9f7L, 0xef517bce6b2c0L, 0x00000000a6f7cL, 0x0000000000000L, 0x0080000000000L
          });

  private final long[] limbs;

  private Scalar(long[] limbs) {
    this.limbs = limbs;
  }

  /// The scalar with this value, read as unsigned.
  public static Scalar ofLong(long value) {
    return new Scalar(new long[] {value & ScalarLimbs.MASK, value >>> ScalarLimbs.BITS, 0, 0, 0});
  }

  /// Reads the 32 bytes at an offset, least significant first: how fields of messages are written.
  ///
  /// @return empty if the value is l or more
  public static Optional<Scalar> decode(byte[] bytes, int offset) {
    long[] limbs = ScalarLimbs.read(bytes, offset);
    return ScalarLimbs.isReduced(limbs) ? Optional.of(new Scalar(limbs)) : Optional.empty();
  }

  /// Reads 32 bytes, most significant first: how challenges and responses are written.
  ///
  /// @return empty if the value is l or more
  public static Optional<Scalar> decodeBigEndian(byte[] bytes, int offset) {
    return decode(reversed(Arrays.copyOfRange(bytes, offset, offset + BYTES)), 0);
  }

  /// 64 bytes, least significant first, modulo l.
  public static Scalar reduce(byte[] wide) {
    if (wide.length != WIDE_BYTES) {
      throw new IllegalArgumentException("64 bytes are needed, not " + wide.length);
    }
    return new Scalar(ScalarLimbs.reduceWide(wide));
  }

  /// 64 bytes, most significant first, modulo l.
  public static Scalar reduceBigEndian(byte[] wide) {
    return reduce(reversed(wide.clone()));
  }

  /// The sum of both.
  public Scalar plus(Scalar other) {
    return new Scalar(ScalarLimbs.add(limbs, other.limbs));
  }

  /// The difference of both.
  public Scalar minus(Scalar other) {
    return new Scalar(ScalarLimbs.subtract(limbs, other.limbs));
  }

  /// The negative.
  public Scalar negated() {
    return ZERO.minus(this);
  }

  /// The product of both.
  public Scalar times(Scalar other) {
    return new Scalar(ScalarLimbs.multiply(limbs, other.limbs));
  }

  /// The scalar whose double this is.
  public Scalar halved() {
    return times(HALF);
  }

  /// `ifOne` where `choice` is 1, `ifZero` where it is 0, found without a branch.
  public static Scalar select(int choice, Scalar ifOne, Scalar ifZero) {
    long mask = -(long) choice;
    long[] limbs = new long[ScalarLimbs.COUNT];
    for (int i = 0; i < limbs.length; i++) {
      limbs[i] = ifZero.limbs[i] ^ (mask & (ifZero.limbs[i] ^ ifOne.limbs[i]));
    }
    return new Scalar(limbs);
  }

  /// 32 bytes, least significant first.
  public byte[] encode() {
    byte[] bytes = new byte[BYTES];
    ScalarLimbs.write(limbs, bytes);
    return bytes;
  }

  /// 32 bytes, most significant first.
  public byte[] encodeBigEndian() {
    return reversed(encode());
  }

  /// The value if it is an unsigned 32-bit integer.
  public OptionalLong vartimeUnsignedInt() {
    boolean fits = limbs[0] >>> 32 == 0 && (limbs[1] | limbs[2] | limbs[3] | limbs[4]) == 0;
    return fits ? OptionalLong.of(limbs[0]) : OptionalLong.empty();
  }

  /// Overwrites the value with zeros, as far as Java allows: copies that the collector of garbage
  /// made while moving this object are out of reach.
  public void destroy() {
    Arrays.fill(limbs, 0);
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Scalar scalar)) {
      return false;
    }
    long difference = 0;
    for (int i = 0; i < limbs.length; i++) {
      difference |= limbs[i] ^ scalar.limbs[i];
    }
    return difference == 0;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(limbs);
  }

  /// Does not show the value, which may be a secret.
  @Override
  public String toString() {
    return "Scalar[hidden]";
  }

  /// 64 digits from -8 to 7 (the last up to 8) to base 16, least significant first.
  byte[] signedDigits() {
    byte[] bytes = encode();
    byte[] digits = new byte[2 * BYTES];
    int carry = 0;
    for (int i = 0; i < digits.length; i++) {
      int digit = ((bytes[i / 2] >>> (4 * (i % 2))) & 15) + carry;
      carry = (digit + 8) >> 4;
      digits[i] = (byte) (digit - (carry << 4));
    }
    Arrays.fill(bytes, (byte) 0);
    return digits;
  }

  /// Digits of which each is zero or odd, below `2^(width - 1)` in magnitude, and followed by at
  /// least `width - 1` zeros; least significant first. For public scalars.
  byte[] vartimeNonAdjacentForm(int width) {
    byte[] digits = new byte[8 * BYTES];
    int window = 0;
    int carry = 0;
    int position = 0;
    while (position < digits.length) {
      window = carry + vartimeBits(position, width);
      if ((window & 1) == 0) {
        position++;
      } else {
        carry = window >>> (width - 1);
        digits[position] = (byte) (window - (carry << width));
        position += width;
      }
    }
    return digits;
  }

  /// Digits to base `2^width` from `-2^(width - 1)` to `2^(width - 1) - 1`, least significant
  /// first. For public scalars.
  byte[] vartimeSignedDigits(int width) {
    byte[] digits = new byte[8 * BYTES / width + 1];
    int carry = 0;
    for (int i = 0; i < digits.length; i++) {
      int digit = vartimeBits(i * width, width) + carry;
      carry = digit >= 1 << (width - 1) ? 1 : 0;
      digits[i] = (byte) (digit - (carry << width));
    }
    return digits;
  }

  /// The bits from a position on; those beyond the end are zero.
  private int vartimeBits(int position, int count) {
    int limb = position / ScalarLimbs.BITS;
    if (limb >= limbs.length) {
      return 0;
    }
    int shift = position % ScalarLimbs.BITS;
    long bits = limbs[limb] >>> shift;
    if (shift + count > ScalarLimbs.BITS && limb + 1 < limbs.length) {
      bits |= limbs[limb + 1] << (ScalarLimbs.BITS - shift);
    }
    return (int) bits & ((1 << count) - 1);
  }

  private static byte[] reversed(byte[] bytes) {
    for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
      byte swapped = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = swapped;
    }
    return bytes;
  }
}
