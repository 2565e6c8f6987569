package org.holdfast.credentials.group;

import java.util.Optional;

/// The 32 bytes of a point, RFC 9496, sections 4.3.1 and 4.3.2; constant time, except that decoding
/// tells whether it succeeded.
final class RistrettoEncoding {
  static final FieldElement INVSQRT_A_MINUS_D =
      new FieldElement(
          0x0fdaa805d40eaL, 0x2eb482e57d339L, 0x007610274bc58L, 0x6510b613dc8ffL, 0x786c8905cfaffL);

  private RistrettoEncoding() {}

  static byte[] encode(RistrettoPoint p) {
    FieldElement u1 = p.z().plus(p.y()).times(p.z().minus(p.y()));
    FieldElement u2 = p.x().times(p.y());
    FieldElement root = FieldRoots.inverseRoot(u1.times(u2.squared())).root();
    FieldElement den1 = root.times(u1);
    FieldElement den2 = root.times(u2);
    FieldElement zInverse = den1.times(den2).times(p.t());
    int rotate = p.t().times(zInverse).isNegative();
    FieldElement x = FieldElement.select(rotate, p.y().times(FieldRoots.SQRT_M1), p.x());
    FieldElement y = FieldElement.select(rotate, p.x().times(FieldRoots.SQRT_M1), p.y());
    FieldElement denominator = FieldElement.select(rotate, den1.times(INVSQRT_A_MINUS_D), den2);
    y = FieldElement.select(x.times(zInverse).isNegative(), y.negated(), y);
    byte[] bytes = new byte[RistrettoPoint.BYTES];
    denominator.times(p.z().minus(y)).absolute().encode(bytes, 0);
    return bytes;
  }

  static Optional<RistrettoPoint> decode(byte[] bytes, int offset) {
    FieldElement s = FieldElement.decode(bytes, offset);
    int refused = (isCanonical(s, bytes, offset) ^ 1) | s.isNegative();
    FieldElement ss = s.squared();
    FieldElement u1 = FieldElement.ONE.minus(ss);
    FieldElement u2 = FieldElement.ONE.plus(ss);
    FieldElement u2Squared = u2.squared();
    FieldElement v = RistrettoPoint.D.times(u1.squared()).plus(u2Squared).negated();
    FieldRoots.Root inverse = FieldRoots.inverseRoot(v.times(u2Squared));
    FieldElement denX = inverse.root().times(u2);
    FieldElement denY = inverse.root().times(denX).times(v);
    FieldElement x = s.plus(s).times(denX).absolute();
    FieldElement y = u1.times(denY);
    FieldElement t = x.times(y);
    refused |= (inverse.wasSquare() ^ 1) | t.isNegative() | y.isZero();
    return refused == 0
        ? Optional.of(new RistrettoPoint(x, y, FieldElement.ONE, t))
        : Optional.empty();
  }

  /// 1 if writing `s` gives back the bytes it was read from: below p and bit 255 clear.
  private static int isCanonical(FieldElement s, byte[] bytes, int offset) {
    byte[] again = new byte[RistrettoPoint.BYTES];
    s.encode(again, 0);
    int difference = 0;
    for (int i = 0; i < again.length; i++) {
      difference |= (again[i] ^ bytes[offset + i]) & 0xff;
    }
    return (difference - 1) >>> 31;
  }
}
