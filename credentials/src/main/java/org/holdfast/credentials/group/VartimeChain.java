package org.holdfast.credentials.group;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One point times several public scalars, for the price of little more than one product.
///
/// Yao's method: the point is doubled again and again, from the least significant digit upwards,
/// and each doubling is added to the bucket of the digit that a scalar has at this position. The
/// doublings, which are half of the work, are the same for all scalars. With non-adjacent forms of
/// width 4 there are four buckets per scalar, for the digits 1, 3, 5 and 7.
public final class VartimeChain {
  private static final int WIDTH = 4;

  private final byte[][] digits;
  private final Buckets[] buckets;
  private int last;

  private VartimeChain(List<Scalar> scalars) {
    digits = new byte[scalars.size()][];
    buckets = new Buckets[scalars.size()];
    for (int i = 0; i < digits.length; i++) {
      digits[i] = scalars.get(i).vartimeNonAdjacentForm(WIDTH);
      buckets[i] = new Buckets();
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
    chain.climb(point);
    List<RistrettoPoint> multiples = new ArrayList<>(scalars.size());
    for (Buckets b : chain.buckets) {
      multiples.add(b.sum());
    }
    return multiples;
  }

  private void climb(RistrettoPoint point) {
    drop(0, point);
    ProjectivePoint power = point.projective();
    for (int k = 1; k <= last; k++) {
      CompletedPoint doubled = power.doubled();
      if (isWanted(k)) {
        RistrettoPoint extended = doubled.extended();
        drop(k, extended);
        power = extended.projective();
      } else {
        power = doubled.projective();
      }
    }
  }

  private boolean isWanted(int k) {
    for (byte[] d : digits) {
      if (d[k] != 0) {
        return true;
      }
    }
    return false;
  }

  private void drop(int k, RistrettoPoint power) {
    CachedPoint cached = power.cached();
    for (int i = 0; i < digits.length; i++) {
      if (digits[i][k] != 0) {
        buckets[i].add(digits[i][k], power, cached);
      }
    }
  }

  private static final class Buckets {
    private final @Nullable RistrettoPoint[] odd = new RistrettoPoint[1 << (WIDTH - 2)];

    void add(int digit, RistrettoPoint point, CachedPoint cached) {
      int bucket = Math.abs(digit) >> 1;
      RistrettoPoint content = odd[bucket];
      if (content == null) {
        odd[bucket] = digit > 0 ? point : point.negated();
      } else {
        odd[bucket] = (digit > 0 ? content.plus(cached) : content.minus(cached)).extended();
      }
    }

    /// `B1 + 3 B3 + 5 B5 + 7 B7`: twice the sum of the sums from each bucket upwards, less the sum
    /// of all.
    RistrettoPoint sum() {
      RistrettoPoint upwards = RistrettoPoint.IDENTITY;
      RistrettoPoint total = RistrettoPoint.IDENTITY;
      for (int i = odd.length - 1; i >= 0; i--) {
        RistrettoPoint content = odd[i];
        if (content != null) {
          upwards = upwards.plus(content);
        }
        total = total.plus(upwards);
      }
      return total.doubled().minus(upwards);
    }
  }
}
