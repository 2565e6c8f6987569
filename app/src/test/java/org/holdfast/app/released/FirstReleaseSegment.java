package org.holdfast.app.released;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// A segment file of the first release: format version 1.
///
/// @param mark begins every record of it
record FirstReleaseSegment(String writer, int number, long mark) {
  static final int HEADER = 128;
  static final int RECORD_HEADER = 64;
  static final int OPENED = 1;
  static final int MEASUREMENT = 2;
  static final int CLOSED = 3;
  static final int MARK = 16;
  static final int FOOTER = 17;

  private static final byte[] MAGIC = "HOLDFSEG".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  String fileName() {
    return "%s.%08d.segment".formatted(writer, number);
  }

  /// One of the two copies.
  byte[] header(long createdMicros) {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.put(MAGIC).putInt(VERSION).putInt(number);
    header.put(Arrays.copyOf(writer.getBytes(StandardCharsets.US_ASCII), 32));
    header.putLong(mark).putLong(0).putLong(0).putLong(createdMicros);
    return checked(header);
  }

  /// What stands before a record, mark or footer.
  byte[] recordHeader(
      int type, long sequence, long measurements, long durable, byte[] envelope, byte[] body) {
    CRC32C payload = new CRC32C();
    payload.update(envelope);
    payload.update(body);
    ByteBuffer header = ByteBuffer.allocate(RECORD_HEADER);
    // Every record of this writer is a measurement, so that both durable counts are equal.
    header.putLong(mark).putLong(sequence).putLong(measurements).putLong(durable).putLong(durable);
    header.putInt(type).putInt(envelope.length).putInt(body.length);
    header.putInt((int) payload.getValue());
    return checked(header);
  }

  /// Reads one of the two copies of a header.
  ///
  /// @throws AssertionError if the first release would not know it
  static FirstReleaseSegment read(byte[] header) {
    ByteBuffer in = ByteBuffer.wrap(header);
    byte[] magic = new byte[MAGIC.length];
    in.get(magic);
    int version = in.getInt();
    if (!Arrays.equals(magic, MAGIC) || version != VERSION || !isChecked(header)) {
      throw new AssertionError("not a segment of the first release; version " + version);
    }
    int number = in.getInt();
    byte[] writer = new byte[32];
    in.get(writer);
    return new FirstReleaseSegment(
        new String(writer, StandardCharsets.US_ASCII).replace("\0", ""), number, in.getLong());
  }

  private static byte[] checked(ByteBuffer header) {
    byte[] bytes = header.array();
    header.putInt(bytes.length - Integer.BYTES, checksum(bytes));
    return bytes;
  }

  static boolean isChecked(byte[] header) {
    return ByteBuffer.wrap(header).getInt(header.length - Integer.BYTES) == checksum(header);
  }

  private static int checksum(byte[] header) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, header.length - Integer.BYTES);
    return (int) crc.getValue();
  }
}
