package org.holdfast.pipeline.archive.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// An object as a stream. It is fetched in pieces, small ones first since many readers need no more
/// than the beginning, and no connection stays open in between however slow the reader is.
final class PieceByPiece extends InputStream {
  private static final int FIRST_PIECE_BYTES = 256 << 10;
  private static final int LONGEST_PIECE_BYTES = 4 << 20;

  /// Reads a piece of the object.
  @FunctionalInterface
  interface Pieces {
    byte[] read(long offset, int length) throws IOException;
  }

  private final Pieces pieces;
  private final long size;
  private long fetched;
  private int nextLength = FIRST_PIECE_BYTES;
  private byte[] piece = new byte[0];
  private int position;

  PieceByPiece(Pieces pieces, long size) {
    this.pieces = pieces;
    this.size = size;
  }

  @Override
  public int read() throws IOException {
    return fetch() ? piece[position++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fetch()) {
      return -1;
    }
    int count = Math.min(length, piece.length - position);
    System.arraycopy(piece, position, target, offset, count);
    position += count;
    return count;
  }

  /// @return whether there is something to read
  private boolean fetch() throws IOException {
    if (position < piece.length) {
      return true;
    }
    if (fetched == size) {
      return false;
    }
    int length = (int) Math.min(nextLength, size - fetched);
    piece = pieces.read(fetched, length);
    if (piece.length != length) {
      throw new EOFException("an object of the archive is shorter than the store says");
    }
    position = 0;
    fetched += length;
    nextLength = Math.min(LONGEST_PIECE_BYTES, 2 * nextLength);
    return true;
  }
}
