package org.holdfast.journal.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The header of a segment file; the package page shows the layout.
///
/// @param version of the file's format
/// @param mark random bits that begin every record of the segment
/// @param firstSequence sequence number of the first record
/// @param firstMeasurement measurement records the writer wrote before this segment
/// @param createdMicros creation time, microseconds since 1970
record SegmentHeader(
    int version,
    SegmentName name,
    long mark,
    long firstSequence,
    long firstMeasurement,
    long createdMicros) {
  /// The version written, and the last one that can be read.
  static final int VERSION = 1;

  static final int LENGTH = 128;

  /// Two copies of the header, then the records.
  static final int FIRST_RECORD = 2 * LENGTH;

  private static final long MAGIC = 0x484f_4c44_4653_4547L; // HOLDFSEG
  private static final int CHECKED = LENGTH - Integer.BYTES;
  private static final int WRITER_LENGTH = 32;

  byte[] encode() {
    ByteBuffer buffer = ByteBuffer.allocate(LENGTH);
    byte[] writer = name.writer().text().getBytes(StandardCharsets.US_ASCII);
    buffer.putLong(MAGIC).putInt(version).putInt(name.number());
    buffer.put(Arrays.copyOf(writer, WRITER_LENGTH));
    buffer.putLong(mark).putLong(firstSequence).putLong(firstMeasurement).putLong(createdMicros);
    buffer.putInt(CHECKED, checksum(buffer.array()));
    return buffer.array();
  }

  /// Reads a header; empty if the bytes are not a header.
  static Optional<SegmentHeader> decode(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (bytes.length != LENGTH
        || buffer.getLong() != MAGIC
        || buffer.getInt(CHECKED) != checksum(bytes)) {
      return Optional.empty();
    }
    int version = buffer.getInt();
    int number = buffer.getInt();
    byte[] writer = new byte[WRITER_LENGTH];
    buffer.get(writer);
    return WriterId.parse(new String(writer, StandardCharsets.US_ASCII).replace("\0", ""))
        .map(
            id ->
                new SegmentHeader(
                    version,
                    new SegmentName(id, number),
                    buffer.getLong(),
                    buffer.getLong(),
                    buffer.getLong(),
                    buffer.getLong()));
  }

  boolean isReadable() {
    return version >= 1 && version <= VERSION;
  }

  private static int checksum(byte[] header) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, CHECKED);
    return (int) crc.getValue();
  }
}
