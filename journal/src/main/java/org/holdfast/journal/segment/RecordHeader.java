package org.holdfast.journal.segment;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The 64 bytes before every record, mark and footer; the package page shows the layout.
///
/// @param sequence its number, for marks and footers that of the record to follow
/// @param measurements how many measurement records the writer wrote before it
/// @param durable what was on stable storage when it was written
/// @param payloadCrc CRC32C of envelope and body
record RecordHeader(
    RecordType type,
    long sequence,
    long measurements,
    Durable durable,
    int envelopeLength,
    int bodyLength,
    int payloadCrc) {
  static final int LENGTH = 64;
  static final int MAX_ENVELOPE = 1 << 20;
  static final int MAX_BODY = 1 << 28;

  private static final int CHECKED = LENGTH - Integer.BYTES;

  /// A mark or an empty record: header only.
  static RecordHeader mark(long sequence, long measurements, Durable durable) {
    return new RecordHeader(RecordType.MARK, sequence, measurements, durable, 0, 0, 0);
  }

  /// Length of header, envelope and body together.
  long length() {
    return (long) LENGTH + envelopeLength + bodyLength;
  }

  long sequenceAfter() {
    return type.isRecord() ? sequence + 1 : sequence;
  }

  long measurementsAfter() {
    return type == RecordType.MEASUREMENT_SUBMITTED ? measurements + 1 : measurements;
  }

  byte[] encode(long mark) {
    ByteBuffer buffer = ByteBuffer.allocate(LENGTH);
    buffer.putLong(mark).putLong(sequence).putLong(measurements);
    buffer.putLong(durable.sequence()).putLong(durable.measurements());
    buffer.putInt(type.code()).putInt(envelopeLength).putInt(bodyLength).putInt(payloadCrc);
    buffer.putInt(0).putInt(checksum(buffer.array()));
    return buffer.array();
  }

  /// Reads a header; empty if the bytes are not one of the segment with this mark.
  static Optional<RecordHeader> decode(long mark, byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (bytes.length != LENGTH
        || buffer.getLong() != mark
        || buffer.getInt(CHECKED) != checksum(bytes)) {
      return Optional.empty();
    }
    long sequence = buffer.getLong();
    long measurements = buffer.getLong();
    Durable durable = new Durable(buffer.getLong(), buffer.getLong());
    Optional<RecordType> type = RecordType.ofCode(buffer.getInt());
    int envelopeLength = buffer.getInt();
    int bodyLength = buffer.getInt();
    int payloadCrc = buffer.getInt();
    boolean sensible =
        envelopeLength >= 0
            && envelopeLength <= MAX_ENVELOPE
            && bodyLength >= 0
            && bodyLength <= MAX_BODY
            && sequence >= 0
            && measurements >= 0;
    return type.filter(t -> sensible)
        .map(
            t ->
                new RecordHeader(
                    t, sequence, measurements, durable, envelopeLength, bodyLength, payloadCrc));
  }

  private static int checksum(byte[] header) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, CHECKED);
    return (int) crc.getValue();
  }
}
