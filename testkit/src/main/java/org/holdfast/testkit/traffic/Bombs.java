package org.holdfast.testkit.traffic;

import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Small bodies that inflate to as many zero bytes as wanted.
final class Bombs {
  private static final int MEBIBYTE = 1 << 20;

  private Bombs() {}

  /// One gzip member, correct to its last byte: a deflated mebibyte of zeros repeated.
  static byte[] gzip(int mebibytes) {
    byte[] zeros = new byte[MEBIBYTE];
    byte[] deflated = new byte[16 * 1024];
    int length;
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
      deflater.setInput(zeros);
      // A full flush ends at a byte boundary and forgets the window, so that the piece repeats.
      length = deflater.deflate(deflated, 0, deflated.length, Deflater.FULL_FLUSH);
    }
    CRC32 crc = new CRC32();
    ByteArrayOutputStream out = new ByteArrayOutputStream(length * mebibytes + 64);
    out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff});
    for (int i = 0; i < mebibytes; i++) {
      out.write(deflated, 0, length);
      crc.update(zeros);
    }
    out.writeBytes(new byte[] {3, 0}); // a last, empty block
    little(out, crc.getValue(), 4);
    little(out, (long) mebibytes * MEBIBYTE, 4);
    return out.toByteArray();
  }

  /// One zstd frame of run-length blocks of 128 KiB (RFC 8878, §3.1.1).
  static byte[] zstd(int mebibytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    little(out, 0xFD2FB528L, 4);
    out.write(0); // neither content size nor checksum
    out.write(7 << 3); // window of 128 KiB
    int blocks = mebibytes * 8;
    for (int i = 0; i < blocks; i++) {
      int last = i == blocks - 1 ? 1 : 0;
      little(out, (128L * 1024 << 3) | (1 << 1) | last, 3);
      out.write(0);
    }
    return out.toByteArray();
  }

  private static void little(ByteArrayOutputStream out, long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> (8 * i)));
    }
  }
}
