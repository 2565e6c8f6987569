package org.holdfast.credentials.group;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An element of ristretto255 (RFC 9496), the group of prime order l in which everything happens.
///
/// Held as one of several equivalent points of the curve -x^2 + y^2 = 1 + d x^2 y^2 in extended
/// coordinates, `x = X/Z, y = Y/Z, xy = T/Z`; what is compared and encoded is the group element.
/// Constant time, except where a name says `vartime`. Unchanging, but for [#destroy()].
public final class RistrettoPoint {
  /// Length of an encoding.
  public static final int BYTES = 32;

  /// Length of the uniform bytes a point is derived from.
  public static final int UNIFORM_BYTES = 64;

  /// The neutral element; its encoding is 32 zero bytes.
  public static final RistrettoPoint IDENTITY =
      new RistrettoPoint(FieldElement.ZERO, FieldElement.ONE, FieldElement.ONE, FieldElement.ZERO);

  /// The generator of RFC 9496.
  public static final RistrettoPoint BASE =
      new RistrettoPoint(
          new FieldElement(
              0x62d608f25d51aL,
              0x412a4b4f6592aL,
              0x75b7171a4b31dL,
              0x1ff60527118feL,
              0x216936d3cd6e5L),
          new FieldElement(
              0x6666666666658L,
              0x4ccccccccccccL,
              0x1999999999999L,
              0x3333333333333L,
              0x6666666666666L),
          FieldElement.ONE,
          new FieldElement(
              0x68ab3a5b7dda3L,
              0x00eea2a5eadbbL,
              0x2af8df483c27eL,
              0x332b375274732L,
              0x67875f0fd78b7L));

  static final FieldElement D =
      new FieldElement(
          0x34dca135978a3L, 0x1a8283b156ebdL, 0x5e7a26001c029L, 0x739c663a03cbbL, 0x52036cee2b6ffL);
  static final FieldElement TWO_D = D.plus(D);

  private final FieldElement x;
  private final FieldElement y;
  private final FieldElement z;
  private final FieldElement t;

  /// What this was read from, if it was: encoding is expensive.
  private final byte @Nullable [] encoding;

  RistrettoPoint(FieldElement x, FieldElement y, FieldElement z, FieldElement t) {
    this(x, y, z, t, null);
  }

  private RistrettoPoint(
      FieldElement x, FieldElement y, FieldElement z, FieldElement t, byte @Nullable [] encoding) {
    this.x = x;
    this.y = y;
    this.z = z;
    this.t = t;
    this.encoding = encoding;
  }

  /// Reads the 32 bytes at an offset, which must be there.
  ///
  /// @return empty if they encode no element, or not in the one way allowed
  public static Optional<RistrettoPoint> decode(byte[] bytes, int offset) {
    return RistrettoEncoding.decode(bytes, offset)
        .map(
            p ->
                new RistrettoPoint(
                    p.x, p.y, p.z, p.t, Arrays.copyOfRange(bytes, offset, offset + BYTES)));
  }

  /// The element derived from 64 uniform bytes, of which bits 255 and 511 are ignored (RFC 9496,
  /// section 4.3.4).
  public static RistrettoPoint fromUniform(byte[] bytes) {
    if (bytes.length != UNIFORM_BYTES) {
      throw new IllegalArgumentException("64 bytes are needed, not " + bytes.length);
    }
    return Elligator.map(FieldElement.decode(bytes, 0))
        .plus(Elligator.map(FieldElement.decode(bytes, BYTES)));
  }

  /// The element derived from the SHA-512 hash of a message: the protocol's H2G.
  public static RistrettoPoint hash(byte[] message) {
    try {
      return fromUniform(MessageDigest.getInstance("SHA-512").digest(message));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
  }

  /// The encodings of the doubles of all points, much faster than one by one.
  public static List<byte[]> encodeDoubles(List<RistrettoPoint> points) {
    return BulkEncoding.encodeDoubles(points);
  }

  /// The 32 bytes of this element.
  public byte[] encode() {
    return encoding == null ? RistrettoEncoding.encode(this) : encoding.clone();
  }

  /// The sum of both.
  public RistrettoPoint plus(RistrettoPoint other) {
    PointAccumulator sum = PointAccumulator.of(this);
    sum.add(other.cached());
    return sum.point();
  }

  /// The difference of both.
  public RistrettoPoint minus(RistrettoPoint other) {
    PointAccumulator difference = PointAccumulator.of(this);
    difference.subtract(other.cached());
    return difference.point();
  }

  /// The negative.
  public RistrettoPoint negated() {
    return new RistrettoPoint(x.negated(), y, z, t.negated());
  }

  /// Twice this element.
  public RistrettoPoint doubled() {
    PointAccumulator twice = PointAccumulator.of(this);
    twice.twiceWithT();
    return twice.point();
  }

  /// This element times a scalar, which may be secret.
  public RistrettoPoint times(Scalar scalar) {
    return SecretTable.of(this).times(scalar);
  }

  /// The sum of points times their scalars, all of which may be secret.
  public static RistrettoPoint sumOfProducts(List<RistrettoPoint> points, List<Scalar> scalars) {
    if (points.size() != scalars.size()) {
      throw new IllegalArgumentException(points.size() + " points, " + scalars.size() + " scalars");
    }
    return SecretTable.sum(points.stream().map(SecretTable::of).toList(), scalars);
  }

  /// Whether this is the neutral element.
  public boolean isIdentity() {
    return isEqualTo(IDENTITY) == 1;
  }

  /// Overwrites a point that was computed with the neutral element, as far as Java allows: copies
  /// that the collector of garbage made are out of reach. Constants stay; they are no secrets.
  public void destroy() {
    overwrite(x, FieldElement.ZERO);
    overwrite(y, FieldElement.ONE);
    overwrite(z, FieldElement.ONE);
    overwrite(t, FieldElement.ZERO);
  }

  private static void overwrite(FieldElement element, FieldElement value) {
    if (element instanceof FieldAccumulator computed) {
      computed.set(value);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RistrettoPoint point && isEqualTo(point) == 1;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encode());
  }

  CachedPoint cached() {
    return CachedPoint.of(x, y, z, t);
  }

  FieldElement x() {
    return x;
  }

  FieldElement y() {
    return y;
  }

  FieldElement z() {
    return z;
  }

  FieldElement t() {
    return t;
  }

  /// Four points of the curve stand for one element; RFC 9496, section 4.3.3.
  private int isEqualTo(RistrettoPoint other) {
    return x.times(other.y).isEqualTo(y.times(other.x))
        | y.times(other.y).isEqualTo(x.times(other.x));
  }
}
