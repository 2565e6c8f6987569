package org.holdfast.credentials.range;

import java.util.Optional;

/// How a number in `lo .. hi - 1` is written with bits of uneven weight, so that *every* choice of
/// bits stays within the range (protocol, section 4).
///
/// The weights are powers of two but for the last, which is what is missing to `hi - 1 - lo`. The
/// sums of distinct weights are exactly 0 to that number.
public final class RangeWeights {
  private final long low;
  private final long[] weights;

  private RangeWeights(long low, long[] weights) {
    this.low = low;
    this.weights = weights;
  }

  /// The weights for a range, of which the upper end is not part; both are unsigned 32-bit.
  ///
  /// @return empty for ranges of less than two numbers, which cannot be proven
  public static Optional<RangeWeights> of(long low, long high) {
    long size = high - low;
    if (low < 0 || high >= 1L << 32 || size < 2) {
      return Optional.empty();
    }
    int count = Long.SIZE - Long.numberOfLeadingZeros(size - 1);
    long[] weights = new long[count];
    for (int i = 0; i < count - 1; i++) {
      weights[i] = 1L << i;
    }
    weights[count - 1] = size - (1L << (count - 1));
    return Optional.of(new RangeWeights(low, weights));
  }

  /// The lower end.
  public long low() {
    return low;
  }

  /// How many bits there are.
  public int count() {
    return weights.length;
  }

  /// The weight of bit i.
  public long weight(int i) {
    return weights[i];
  }

  /// The bits of a number in the range, which is secret: no branch depends on it.
  public int[] bits(long value) {
    int last = weights.length - 1;
    long x = value - low;
    int[] bits = new int[weights.length];
    bits[last] = (int) (x >>> last) & 1;
    long rest = x - bits[last] * weights[last];
    for (int i = 0; i < last; i++) {
      bits[i] = (int) (rest >>> i) & 1;
    }
    return bits;
  }
}
