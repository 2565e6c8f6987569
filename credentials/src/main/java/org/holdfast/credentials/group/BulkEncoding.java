package org.holdfast.credentials.group;

import java.util.ArrayList;
import java.util.List;

/// Encodes the *doubles* of many points with a single inversion.
///
/// Encoding a point takes an inverse square root. The double of a point on this curve factors as `X
/// = ef, Y = gh, Z = fh, T = eg` with the e, f, g, h below, and the square root then needed is
/// known beforehand, so that only `1 / (eg fh)` remains to be computed, and inverses can be had in
/// bulk: the inverse of a product of all, multiplied by all others. Whoever wants the encoding of P
/// itself computes P / 2 in the first place, by halving the scalars that lead to it. This is
/// `double_and_compress_batch` of curve25519-dalek, after an idea of Hamburg.
final class BulkEncoding {
  private BulkEncoding() {}

  private record Factors(FieldElement e, FieldElement f, FieldElement g, FieldElement h) {
    static Factors of(RistrettoPoint p) {
      FieldElement zz = p.z().squared();
      FieldElement dtt = p.t().squared().times(RistrettoPoint.D);
      return new Factors(
          p.x().times(p.y().plus(p.y())),
          zz.plus(dtt),
          p.y().squared().plus(p.x().squared()),
          zz.minus(dtt));
    }
  }

  /// Encodings of `2 * p` for every given p, in their order. Constant time but for the number of
  /// points.
  static List<byte[]> encodeDoubles(List<RistrettoPoint> points) {
    List<Factors> factors = points.stream().map(Factors::of).toList();
    FieldElement[] products = new FieldElement[points.size()];
    for (int i = 0; i < products.length; i++) {
      Factors f = factors.get(i);
      products[i] = f.e.times(f.g).times(f.f.times(f.h));
    }
    FieldElement[] inverses = FieldRoots.inverses(products);
    List<byte[]> encodings = new ArrayList<>(products.length);
    for (int i = 0; i < products.length; i++) {
      encodings.add(encode(factors.get(i), inverses[i]));
    }
    return encodings;
  }

  private static byte[] encode(Factors p, FieldElement inverse) {
    FieldElement eg = p.e.times(p.g);
    FieldElement zInverse = eg.times(inverse);
    FieldElement tInverse = p.f.times(p.h).times(inverse);
    int rotate = eg.times(zInverse).isNegative();
    FieldElement e = FieldElement.select(rotate, p.g, p.e);
    FieldElement g = FieldElement.select(rotate, p.e.negated(), p.g);
    FieldElement h = FieldElement.select(rotate, p.f.times(FieldRoots.SQRT_M1), p.h);
    FieldElement root =
        FieldElement.select(rotate, FieldRoots.SQRT_M1, RistrettoEncoding.INVSQRT_A_MINUS_D);
    g = FieldElement.select(h.times(e).times(zInverse).isNegative(), g.negated(), g);
    byte[] bytes = new byte[RistrettoPoint.BYTES];
    h.minus(g).times(root.times(g.times(tInverse))).absolute().encode(bytes, 0);
    return bytes;
  }
}
