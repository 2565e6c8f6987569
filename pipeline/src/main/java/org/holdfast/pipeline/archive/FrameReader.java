package org.holdfast.pipeline.archive;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Reads pieces out of framed gzip objects: one range read per piece, no more inflated than needed.
final class FrameReader {
  /// What [FramedGzipWriter] writes before the deflated bytes: no name, no comment.
  private static final int HEADER_BYTES = 10;

  private final ObjectStore store;

  FrameReader(ObjectStore store) {
    this.store = store;
  }

  /// The `length` bytes that start at `offset` of the inflated frame.
  byte[] read(String key, long frameOffset, int frameLength, int offset, int length)
      throws IOException {
    return inflate(store.read(key, frameOffset, frameLength), offset, length);
  }

  private static byte[] inflate(byte[] frame, int offset, int length) throws IOException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(frame, HEADER_BYTES, frame.length - HEADER_BYTES);
      skip(inflater, offset);
      byte[] piece = new byte[length];
      int done = 0;
      while (done < length) {
        done += some(inflater, piece, done, length - done);
      }
      return piece;
    } catch (DataFormatException | IndexOutOfBoundsException e) {
      throw new IOException("a frame of the archive does not inflate", e);
    } finally {
      inflater.end();
    }
  }

  private static void skip(Inflater inflater, int count) throws DataFormatException, IOException {
    byte[] unused = new byte[Math.min(count, 64 * 1024)];
    int left = count;
    while (left > 0) {
      left -= some(inflater, unused, 0, Math.min(left, unused.length));
    }
  }

  private static int some(Inflater inflater, byte[] target, int offset, int length)
      throws DataFormatException, IOException {
    int count = inflater.inflate(target, offset, length);
    if (count == 0 && (inflater.finished() || inflater.needsInput())) {
      throw new EOFException("a frame of the archive is shorter than its manifest says");
    }
    return count;
  }
}
