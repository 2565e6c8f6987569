package org.holdfast.credentials.transcript;

import java.util.Arrays;

/// The extendable-output function SHAKE128 of FIPS 202. The JDK has it with 32 bytes of output
/// only. First everything is absorbed, then squeezed, each in pieces of any size.
public final class Shake128 {
  /// How many bytes one permutation takes in or gives out.
  public static final int RATE = 168;

  private final long[] lanes;
  private int position;
  private boolean squeezing;

  /// One that has absorbed nothing.
  public Shake128() {
    lanes = new long[Keccak.LANES];
  }

  private Shake128(Shake128 other) {
    lanes = other.lanes.clone();
    position = other.position;
    squeezing = other.squeezing;
  }

  /// Another one in the same state.
  public Shake128 copy() {
    return new Shake128(this);
  }

  /// Takes bytes in.
  ///
  /// @return this
  public Shake128 absorb(byte... bytes) {
    if (squeezing) {
      throw new IllegalStateException("nothing may be absorbed after squeezing");
    }
    for (byte b : bytes) {
      xor(position++, b);
      if (position == RATE) {
        Keccak.permute(lanes);
        position = 0;
      }
    }
    return this;
  }

  /// Takes zeros in until a block is full; none if nothing has been absorbed since the last.
  ///
  /// @return this
  public Shake128 fillBlock() {
    return absorb(new byte[(RATE - position) % RATE]);
  }

  /// The next bytes of the output.
  public byte[] squeeze(int length) {
    if (!squeezing) {
      xor(position, (byte) 0x1f);
      xor(RATE - 1, (byte) 0x80);
      squeezing = true;
      position = RATE;
    }
    byte[] output = new byte[length];
    for (int i = 0; i < length; i++) {
      if (position == RATE) {
        Keccak.permute(lanes);
        position = 0;
      }
      output[i] = (byte) (lanes[position >>> 3] >>> (8 * (position & 7)));
      position++;
    }
    return output;
  }

  /// Forgets what was absorbed.
  public void destroy() {
    Arrays.fill(lanes, 0);
  }

  private void xor(int index, byte b) {
    lanes[index >>> 3] ^= (b & 0xffL) << (8 * (index & 7));
  }
}
