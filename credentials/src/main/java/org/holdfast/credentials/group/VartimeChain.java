package org.holdfast.credentials.group;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One point times several public scalars, for the price of little more than one product.
///
/// Yao's method: the point is doubled again and again, from the least significant digit upwards,
/// and each doubling is added to the bucket of the digit that a scalar has at this position. The
/// doublings, which are half of the work for two scalars, are the same for all. With non-adjacent
/// forms of width 5 there are eight buckets, for the digits 1, 3, 5 to 15.
public final class VartimeChain {
  private static final int WIDTH = 5;

  private final byte[][] digits;
  private int last = -1;

  private VartimeChain(List<Scalar> scalars) {
    digits = new byte[scalars.size()][];
    for (int i = 0; i < digits.length; i++) {
      digits[i] = scalars.get(i).vartimeNonAdjacentForm(WIDTH);
      for (int k = digits[i].length - 1; k > last; k--) {
        if (digits[i][k] != 0) {
          last = k;
        }
      }
    }
  }

  /// The point times each of the scalars, in their order.
  public static List<RistrettoPoint> vartimeMultiples(RistrettoPoint point, List<Scalar> scalars) {
    VartimeChain chain = new VartimeChain(scalars);
    @Nullable CachedPoint[] powers = chain.climb(point);
    VartimeBuckets buckets = new VartimeBuckets(1 << (WIDTH - 2));
    List<RistrettoPoint> multiples = new ArrayList<>(scalars.size());
    for (byte[] form : chain.digits) {
      multiples.add(buckets.sum(form, powers));
    }
    return multiples;
  }

  /// The point times powers of two, as far as any digit asks for them.
  private @Nullable CachedPoint[] climb(RistrettoPoint point) {
    @Nullable CachedPoint[] powers = new CachedPoint[last + 1];
    PointAccumulator power = PointAccumulator.of(point);
    for (int k = 0; k <= last; k++) {
      boolean wanted = isWanted(k);
      if (k > 0 && wanted) {
        power.twiceWithT();
      } else if (k > 0) {
        power.twice();
      }
      if (wanted) {
        powers[k] = power.cached();
      }
    }
    return powers;
  }

  private boolean isWanted(int k) {
    for (byte[] d : digits) {
      if (d[k] != 0) {
        return true;
      }
    }
    return false;
  }
}
