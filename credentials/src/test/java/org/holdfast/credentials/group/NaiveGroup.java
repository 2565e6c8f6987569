package org.holdfast.credentials.group;

import java.math.BigInteger;
import java.util.Arrays;

/// ristretto255 as one would write it down: affine coordinates, `BigInteger`, no regard for time.
/// What the real implementation is compared with.
record NaiveGroup(BigInteger x, BigInteger y) {
  static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
  private static final BigInteger ROOT_OF_MINUS_ONE =
      BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);

  static final NaiveGroup IDENTITY = new NaiveGroup(BigInteger.ZERO, BigInteger.ONE);

  static NaiveGroup base() {
    BigInteger y = BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P);
    BigInteger yy = y.multiply(y);
    BigInteger xx =
        yy.subtract(BigInteger.ONE)
            .multiply(D.multiply(yy).add(BigInteger.ONE).modInverse(P))
            .mod(P);
    return new NaiveGroup(nonNegative(root(xx)), y);
  }

  NaiveGroup plus(NaiveGroup o) {
    BigInteger dxy = D.multiply(x).multiply(o.x).multiply(y).multiply(o.y);
    BigInteger sumX = x.multiply(o.y).add(y.multiply(o.x));
    BigInteger sumY = y.multiply(o.y).add(x.multiply(o.x));
    return new NaiveGroup(
        sumX.multiply(BigInteger.ONE.add(dxy).modInverse(P)).mod(P),
        sumY.multiply(BigInteger.ONE.subtract(dxy).modInverse(P)).mod(P));
  }

  NaiveGroup times(BigInteger scalar) {
    NaiveGroup product = IDENTITY;
    for (int i = scalar.bitLength() - 1; i >= 0; i--) {
      product = product.plus(product);
      if (scalar.testBit(i)) {
        product = product.plus(this);
      }
    }
    return product;
  }

  /// RFC 9496, section 4.3.2, in affine coordinates: among the four points that stand for the same
  /// element take one with x and xy even, and s = sqrt((1 - y) / (1 + y)).
  byte[] encode() {
    if (x.signum() == 0 || y.signum() == 0) {
      return new byte[32];
    }
    BigInteger px = x;
    BigInteger py = y;
    if (isNegative(px.multiply(py).mod(P))) {
      BigInteger turned = py.multiply(ROOT_OF_MINUS_ONE).mod(P);
      py = px.multiply(ROOT_OF_MINUS_ONE).mod(P);
      px = turned;
    }
    if (isNegative(px)) {
      py = py.negate().mod(P);
    }
    BigInteger ratio =
        BigInteger.ONE.subtract(py).multiply(BigInteger.ONE.add(py).modInverse(P)).mod(P);
    return littleEndian(nonNegative(root(ratio)));
  }

  static byte[] littleEndian(BigInteger value) {
    byte[] big = value.toByteArray();
    byte[] little = new byte[32];
    for (int i = 0; i < Math.min(32, big.length); i++) {
      little[i] = big[big.length - 1 - i];
    }
    return little;
  }

  static BigInteger fromLittleEndian(byte[] little) {
    byte[] big = Arrays.copyOf(little, little.length);
    for (int i = 0; i < big.length; i++) {
      big[i] = little[little.length - 1 - i];
    }
    return new BigInteger(1, big);
  }

  private static BigInteger root(BigInteger square) {
    BigInteger root = square.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
    return root.multiply(root).mod(P).equals(square)
        ? root
        : root.multiply(ROOT_OF_MINUS_ONE).mod(P);
  }

  private static BigInteger nonNegative(BigInteger value) {
    return isNegative(value) ? P.subtract(value) : value;
  }

  private static boolean isNegative(BigInteger value) {
    return value.testBit(0);
  }
}
