package org.holdfast.edge.server;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/// Bytes that arrive in pieces and whose number is not believed beforehand. Memory grows with what
/// has really arrived, in segments that start small, so that thousands of uploads which never get
/// past their first kilobyte cost little, and those that stop half-way what they sent. What comes
/// at once, as a common measurement does, is given the room it needs and has not to be copied
/// together in the end.
final class CollectedBytes {
  private static final int FIRST_SEGMENT_BYTES = 2 << 10;
  private static final int SEGMENT_BYTES_MAX = 512 << 10;

  /// How much more than what has arrived is held at most.
  static final int SLACK_BYTES_MAX = SEGMENT_BYTES_MAX;

  /// Room for an announced length is made when at least three of so many parts of it are there.
  private static final int PARTS = 4;

  private final HeldBytes.Share share;
  private final long announced;
  private final Deque<byte[]> full = new ArrayDeque<>();
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

  /// All of them; this object is empty afterwards. They are here already, so putting them together
  /// is not refused: a body that was let in would otherwise be refused at each try.
  byte[] take() {
    byte[] all = last;
    if (!full.isEmpty() || lastUsed < last.length) {
      share.takeAnyway(size);
      all = new byte[size];
      int position = 0;
      while (!full.isEmpty()) {
        byte[] segment = full.removeFirst();
        System.arraycopy(segment, 0, all, position, segment.length);
        position += segment.length;
        share.giveBack(segment.length);
      }
      System.arraycopy(last, 0, all, position, lastUsed);
      share.giveBack(last.length);
    }
    last = new byte[0];
    lastUsed = 0;
    size = 0;
    return all;
  }
}
