package org.holdfast.credentials.exchange;

import java.io.ByteArrayOutputStream;
import org.holdfast.credentials.codec.Codec;

/// The codec that is announced for tomorrow (protocol, section 13): lengths are written in groups
/// of seven bits, the least significant first, and all but the last with bit 7 set.
final class Postcard implements Codec {
  private static final int GROUPS_MAX = 5;

  @Override
  public void writeLength(ByteArrayOutputStream out, int length) {
    int left = length;
    while (left >= 0x80) {
      out.write(left & 0x7f | 0x80);
      left >>>= 7;
    }
    out.write(left);
  }

  @Override
  public Length readLength(byte[] bytes, int offset, int end) {
    long length = 0;
    for (int i = 0; i < GROUPS_MAX && offset + i < end; i++) {
      length |= (bytes[offset + i] & 0x7fL) << (7 * i);
      if (bytes[offset + i] >= 0) {
        return new Length(length, offset + i + 1);
      }
    }
    return new Length(NONE, end);
  }
}
