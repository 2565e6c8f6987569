package org.holdfast.credentials.group;

import java.util.Arrays;
import java.util.List;

/// The multiples 1 to 8 of a point, from which one is taken without telling which: every entry is
/// read and masked.
final class SecretTable {
  private static final int ENTRIES = 8;

  private final long[] limbs = new long[ENTRIES * CachedPoint.LIMBS];

  private SecretTable() {}

  static SecretTable of(RistrettoPoint point) {
    SecretTable table = new SecretTable();
    CachedPoint step = point.cached();
    PointAccumulator multiple = PointAccumulator.of(point);
    for (int i = 0; i < ENTRIES; i++) {
      multiple.cached().toLimbs(table.limbs, i * CachedPoint.LIMBS);
      multiple.add(step);
    }
    return table;
  }

  /// The point times a digit from -8 to 8.
  CachedPoint select(int digit) {
    int negative = digit >>> 31;
    int magnitude = (digit ^ -negative) + negative;
    long[] chosen = new long[CachedPoint.LIMBS];
    CachedPoint.IDENTITY.toLimbs(chosen, 0);
    for (int i = 0; i < ENTRIES; i++) {
      int difference = magnitude ^ (i + 1);
      long mask = (difference - 1L) >> 63;
      int entry = i * CachedPoint.LIMBS;
      for (int j = 0; j < CachedPoint.LIMBS; j++) {
        chosen[j] ^= mask & (chosen[j] ^ limbs[entry + j]);
      }
    }
    return CachedPoint.ofLimbs(chosen, 0).negatedIf(negative);
  }

  /// The point times a scalar.
  RistrettoPoint times(Scalar scalar) {
    return sum(List.of(this), List.of(scalar));
  }

  /// The sum of the points times their scalars, which share the doublings.
  static RistrettoPoint sum(List<SecretTable> tables, List<Scalar> scalars) {
    List<byte[]> digits = scalars.stream().map(Scalar::signedDigits).toList();
    PointAccumulator sum = new PointAccumulator();
    for (int i = 2 * Scalar.BYTES - 1; i >= 0; i--) {
      sum.timesPowerOfTwo(4);
      for (int j = 0; j < tables.size(); j++) {
        sum.add(tables.get(j).select(digits.get(j)[i]));
      }
    }
    digits.forEach(d -> Arrays.fill(d, (byte) 0));
    return sum.point();
  }
}
