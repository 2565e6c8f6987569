package org.holdfast.credentials.codec;

import java.io.ByteArrayOutputStream;

/// bincode 1 in its default profile, which today's clients speak: lengths are unsigned 64-bit
/// integers, least significant byte first.
public final class Bincode implements Codec {
  @Override
  public void writeLength(ByteArrayOutputStream out, int length) {
    for (int i = 0; i < Long.BYTES; i++) {
      out.write((int) ((long) length >>> (8 * i)));
    }
  }

  @Override
  public Length readLength(byte[] bytes, int offset, int end) {
    if (end - offset < Long.BYTES) {
      return new Length(NONE, end);
    }
    long length = 0;
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      length = length << 8 | (bytes[offset + i] & 0xff);
    }
    return new Length(length < 0 ? NONE : length, offset + Long.BYTES);
  }
}
