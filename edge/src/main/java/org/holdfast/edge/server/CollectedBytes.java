package org.holdfast.edge.server;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Bytes that arrive in pieces and whose number is not believed beforehand. Memory grows with what
/// has really arrived, in segments that start small, so that thousands of uploads which never get
/// past their first kilobyte cost little, and those that stop half-way what they sent. What comes
/// at once, as a common measurement does, is given the room it needs and has not to be copied
/// together in the end.
final class CollectedBytes {
  private static final int FIRST_SEGMENT_BYTES = 2 << 10;
  private static final int SEGMENT_BYTES_MAX = 512 << 10;

  /// Room for an announced length is made when at least three of so many parts of it are there.
  private static final int PARTS = 4;

  private final HeldBytes.Share share;
  private final long announced;
  private final List<byte[]> full = new ArrayList<>();
  private byte[] last = new byte[0];
  private int lastUsed;
  private int size;

  CollectedBytes(HeldBytes.Share share) {
    this(share, -1);
  }

  /// @param announced how many bytes are said to come; -1 if nothing is said
  CollectedBytes(HeldBytes.Share share, long announced) {
    this.share = share;
    this.announced = announced;
  }

  int size() {
    return size;
  }

  void add(byte[] source, int offset, int length) {
    add(ByteBuffer.wrap(source, offset, length));
  }

  void add(ByteBuffer source) {
    while (source.hasRemaining()) {
      if (lastUsed == last.length) {
        grow(source.remaining());
      }
      int count = Math.min(source.remaining(), last.length - lastUsed);
      source.get(last, lastUsed, count);
      lastUsed += count;
      size += count;
    }
  }

  private void grow(int coming) {
    long rest = announced - size;
    int wanted =
        rest >= coming && PARTS * (size + (long) coming) >= 3 * announced
            ? (int) rest
            : Math.max(FIRST_SEGMENT_BYTES, Math.max(coming, size));
    int bytes = Math.min(wanted, SEGMENT_BYTES_MAX);
    share.take(bytes);
    if (last.length > 0) {
      full.add(last);
    }
    last = new byte[bytes];
    lastUsed = 0;
  }

  /// All of them; this object is empty afterwards.
  byte[] take() {
    int segmentBytes = last.length + full.stream().mapToInt(s -> s.length).sum();
    byte[] all;
    if (full.isEmpty() && lastUsed == last.length) {
      all = last;
    } else {
      share.take(size);
      all = new byte[size];
      int position = 0;
      for (byte[] segment : full) {
        System.arraycopy(segment, 0, all, position, segment.length);
        position += segment.length;
      }
      System.arraycopy(last, 0, all, position, lastUsed);
      share.giveBack(segmentBytes);
    }
    full.clear();
    last = new byte[0];
    lastUsed = 0;
    size = 0;
    return all;
  }
}
