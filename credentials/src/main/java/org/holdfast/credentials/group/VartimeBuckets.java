package org.holdfast.credentials.group;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Sums by odd digit, to be used for one scalar after the other.
final class VartimeBuckets {
  private final PointAccumulator[] contents;
  private final boolean[] filled;

  /// So many buckets, for the digits 1, 3, 5 and so on.
  VartimeBuckets(int count) {
    contents = new PointAccumulator[count];
    Arrays.setAll(contents, i -> new PointAccumulator());
    filled = new boolean[count];
  }

  /// The sum of all powers times their digits.
  ///
  /// @param powers where a digit is not zero there is one
  RistrettoPoint sum(byte[] digits, @Nullable CachedPoint[] powers) {
    Arrays.fill(filled, false);
    for (int k = 0; k < powers.length; k++) {
      CachedPoint power = powers[k];
      if (power != null && digits[k] != 0) {
        drop(digits[k], power);
      }
    }
    return total();
  }

  private void drop(int digit, CachedPoint power) {
    int bucket = Math.abs(digit) >> 1;
    PointAccumulator content = contents[bucket];
    if (!filled[bucket]) {
      filled[bucket] = true;
      content.set(RistrettoPoint.IDENTITY);
    }
    if (digit > 0) {
      content.add(power);
    } else {
      content.subtract(power);
    }
  }

  /// `B1 + 3 B3 + 5 B5 + ..`: the sum of all, and twice the sum of the sums from each bucket but
  /// the first upwards.
  private RistrettoPoint total() {
    PointAccumulator upwards = new PointAccumulator();
    PointAccumulator twofold = new PointAccumulator();
    for (int i = contents.length - 1; i > 0; i--) {
      if (filled[i]) {
        upwards.add(contents[i].cached());
      }
      twofold.add(upwards.cached());
    }
    twofold.twiceWithT();
    if (filled[0]) {
      upwards.add(contents[0].cached());
    }
    twofold.add(upwards.cached());
    return twofold.point();
  }
}
