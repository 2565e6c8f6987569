package org.holdfast.credentials.group;

/// Arithmetic modulo the group order l on arrays of five limbs of 52 bits; constant time.
///
/// Products are reduced after Montgomery: with R = 2^260, `reduce(x) = x / R mod l` is a
/// multiplication by a constant and a shift per limb, and a second such step with R^2 takes the 1/R
/// away again.
final class ScalarLimbs {
  static final int COUNT = 5;
  static final int BITS = 52;
  static final long MASK = (1L << BITS) - 1;

  private static final long[] ORDER = {
    0x2631a5cf5d3edL, 0xdea2f79cd6581L, 0x000000014def9L, 0x0000000000000L, 0x0100000000000L
  };

  /// -1 / l modulo 2^52.
  private static final long MINUS_INVERSE = 0x51da312547e1bL;

  /// R modulo l.
  private static final long[] R = {
    0xf48bd6721e6edL, 0x3bab5ac67e45aL, 0xfffffeb35e51bL, 0xfffffffffffffL, 0x00fffffffffffL
  };

  /// R^2 modulo l.
  private static final long[] R_SQUARED = {
    0x9d265e952d13bL, 0xd63c715bea69fL, 0x5be65cb687604L, 0x3dceec73d217fL, 0x009411b7c309aL
  };

  private ScalarLimbs() {}

  static long[] add(long[] a, long[] b) {
    long[] sum = new long[COUNT];
    long carry = 0;
    for (int i = 0; i < COUNT; i++) {
      carry += a[i] + b[i];
      sum[i] = carry & MASK;
      carry >>= BITS;
    }
    return subtract(sum, ORDER);
  }

  /// The difference, with l added if it is negative.
  static long[] subtract(long[] a, long[] b) {
    long[] difference = new long[COUNT];
    long borrow = 0;
    for (int i = 0; i < COUNT; i++) {
      borrow += a[i] - b[i];
      difference[i] = borrow & MASK;
      borrow >>= BITS;
    }
    long carry = 0;
    for (int i = 0; i < COUNT; i++) {
      carry += difference[i] + (ORDER[i] & borrow);
      difference[i] = carry & MASK;
      carry >>= BITS;
    }
    return difference;
  }

  static long[] multiply(long[] a, long[] b) {
    return montgomery(montgomery(a, b), R_SQUARED);
  }

  /// 64 bytes, little-endian, modulo l.
  static long[] reduceWide(byte[] bytes) {
    long[] words = new long[9];
    for (int i = 0; i < 8; i++) {
      words[i] = LittleEndian.readLong(bytes, 8 * i);
    }
    long[] low = new long[COUNT];
    long[] high = new long[COUNT];
    for (int i = 0; i < COUNT; i++) {
      low[i] = limb(words, i * BITS);
      high[i] = limb(words, (COUNT + i) * BITS);
    }
    return add(montgomery(low, R), montgomery(high, R_SQUARED));
  }

  static long[] read(byte[] bytes, int offset) {
    long[] words = new long[5];
    for (int i = 0; i < 4; i++) {
      words[i] = LittleEndian.readLong(bytes, offset + 8 * i);
    }
    long[] limbs = new long[COUNT];
    for (int i = 0; i < COUNT; i++) {
      limbs[i] = limb(words, i * BITS);
    }
    return limbs;
  }

  static void write(long[] limbs, byte[] bytes) {
    LittleEndian.writeLong(bytes, 0, limbs[0] | (limbs[1] << 52));
    LittleEndian.writeLong(bytes, 8, (limbs[1] >>> 12) | (limbs[2] << 40));
    LittleEndian.writeLong(bytes, 16, (limbs[2] >>> 24) | (limbs[3] << 28));
    LittleEndian.writeLong(bytes, 24, (limbs[3] >>> 36) | (limbs[4] << 16));
  }

  static boolean isReduced(long[] limbs) {
    long borrow = 0;
    for (int i = 0; i < COUNT; i++) {
      borrow = (limbs[i] - ORDER[i] + borrow) >> BITS;
    }
    return borrow != 0;
  }

  private static long limb(long[] words, int bit) {
    int word = bit >>> 6;
    int shift = bit & 63;
    // Shifting twice, because a shift by 64 would be one by 0.
    return ((words[word] >>> shift) | ((words[word + 1] << 1) << (63 - shift))) & MASK;
  }

  /// `a b / R mod l`, for a below R and b below l.
  private static long[] montgomery(long[] a, long[] b) {
    long[] t = new long[2 * COUNT + 1];
    for (int i = 0; i < COUNT; i++) {
      addProduct(t, i, a[i], b);
    }
    for (int i = 0; i < COUNT; i++) {
      addProduct(t, i, (t[i] * MINUS_INVERSE) & MASK, ORDER);
      t[i + 1] += t[i] >>> BITS;
    }
    long[] quotient = new long[COUNT];
    long carry = 0;
    for (int i = 0; i < COUNT; i++) {
      carry += t[COUNT + i];
      quotient[i] = carry & MASK;
      carry >>>= BITS;
    }
    return subtract(quotient, ORDER);
  }

  /// Adds `factor * b` at limb i; high and low part of each product go to columns of their own.
  private static void addProduct(long[] t, int i, long factor, long[] b) {
    for (int j = 0; j < COUNT; j++) {
      t[i + j] += (factor * b[j]) & MASK;
      t[i + j + 1] += Math.multiplyHigh(factor << 6, b[j] << 6);
    }
  }
}
