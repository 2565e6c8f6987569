package org.holdfast.pipeline.archive;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.holdfast.model.Sha256;

/// Writes a gzip file as a sequence of members ("frames", RFC 1952 §2.2) each of which can be
/// inflated by itself. Any gzip reader sees one stream. A piece never spans two frames: a frame
/// ends before the piece that would make it longer than [#FRAME_BYTES], and a longer piece has a
/// frame to itself. Equal input gives equal bytes: no time and no name stand in the headers.
final class FramedGzipWriter implements Closeable {
  /// Plain bytes per frame; about 50 KB compressed, so that reading one measurement costs little.
  static final int FRAME_BYTES = 256 * 1024;

  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  /// Where a frame stands in the file.
  record Frame(long offset, int length) {}

  private final MessageDigest digest = Sha256.newDigest();
  private final OutputStream out;
  private final Deflater deflater;
  private final CRC32 crc = new CRC32();
  private final byte[] buffer = new byte[64 * 1024];
  private final List<Frame> frames = new ArrayList<>();
  private long compressed;
  private long frameStart;
  private int plainInFrame;

  /// Creates `file`.
  ///
  /// @param level of compression, 1 to 9
  FramedGzipWriter(Path file, int level) throws IOException {
    this.out =
        new DigestOutputStream(
            new BufferedOutputStream(Files.newOutputStream(file), 1 << 16), digest);
    this.deflater = new Deflater(level, true);
  }

  /// Begins a piece of `length` plain bytes, in a new frame if the current one has no room.
  ///
  /// @return where the piece starts in the current, inflated frame
  int beginPiece(int length) throws IOException {
    if (plainInFrame > 0 && (long) plainInFrame + length > FRAME_BYTES) {
      endFrame();
    }
    return plainInFrame;
  }

  /// The index of the frame that is being written.
  int frame() {
    return frames.size();
  }

  void write(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return;
    }
    if (plainInFrame == 0) {
      emit(HEADER, HEADER.length);
    }
    crc.update(bytes, offset, length);
    plainInFrame += length;
    deflater.setInput(bytes, offset, length);
    while (!deflater.needsInput()) {
      emit(buffer, deflater.deflate(buffer));
    }
  }

  private void endFrame() throws IOException {
    if (plainInFrame == 0) {
      return;
    }
    deflater.finish();
    while (!deflater.finished()) {
      emit(buffer, deflater.deflate(buffer));
    }
    byte[] trailer = new byte[8];
    littleEndian(trailer, 0, (int) crc.getValue());
    littleEndian(trailer, 4, plainInFrame);
    emit(trailer, trailer.length);
    frames.add(new Frame(frameStart, Math.toIntExact(compressed - frameStart)));
    frameStart = compressed;
    plainInFrame = 0;
    deflater.reset();
    crc.reset();
  }

  private static void littleEndian(byte[] target, int offset, int value) {
    for (int i = 0; i < 4; i++) {
      target[offset + i] = (byte) (value >>> (8 * i));
    }
  }

  private void emit(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
    compressed += length;
  }

  /// Compressed bytes written so far; what the compressor still holds is not among them.
  long compressedBytes() {
    return compressed;
  }

  /// Ends the last frame; an empty file becomes one frame of nothing, since a file of no bytes is
  /// no gzip file.
  void finish() throws IOException {
    if (frames.isEmpty() && plainInFrame == 0) {
      emit(HEADER, HEADER.length);
      emit(new byte[] {3, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 10);
      frames.add(new Frame(0, Math.toIntExact(compressed)));
    } else {
      endFrame();
    }
    out.close();
  }

  List<Frame> frames() {
    return frames;
  }

  /// The digest of the file; once, after [#finish].
  Sha256 sha256() {
    return Sha256.fromBytes(digest.digest());
  }

  @Override
  public void close() throws IOException {
    deflater.end();
    out.close();
  }
}
