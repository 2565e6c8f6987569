package org.holdfast.journal.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.holdfast.model.envelope.EnvelopeCodec;
import org.holdfast.model.envelope.JournalRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads one segment file, whoever writes it and in whatever state it is. Whatever the bytes are,
/// the answers are sound: what is returned has checked out. Used by one thread.
final class SegmentReader implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(SegmentReader.class);
  private static final int SCAN_BYTES = 1 << 16;
  private static final int SECTOR_BYTES = 4096;

  private final DiskFile file;
  private final SegmentHeader header;

  private SegmentReader(DiskFile file, SegmentHeader header) {
    this.file = file;
    this.header = header;
  }

  /// Opens a segment; empty if no copy of its header is usable, or if it belongs to another
  /// segment.
  ///
  /// @throws java.nio.file.NoSuchFileException if it has been deleted
  static Optional<SegmentReader> open(Disk disk, Path directory, SegmentName name)
      throws IOException {
    DiskFile file = disk.openForReading(directory.resolve(name.fileName()));
    Optional<SegmentReader> reader = Optional.empty();
    try {
      reader = readHeader(file, name).map(header -> new SegmentReader(file, header));
      return reader;
    } finally {
      if (reader.isEmpty()) {
        file.close();
      }
    }
  }

  private static Optional<SegmentHeader> readHeader(DiskFile file, SegmentName name)
      throws IOException {
    long[] places = {0, SegmentHeader.LENGTH, file.size() - SegmentHeader.LENGTH};
    for (long place : places) {
      Optional<SegmentHeader> header =
          SegmentHeader.decode(bytes(file, place, SegmentHeader.LENGTH))
              .filter(found -> found.name().equals(name));
      if (header.isPresent()) {
        return header;
      }
    }
    return Optional.empty();
  }

  SegmentHeader header() {
    return header;
  }

  long size() throws IOException {
    return file.size();
  }

  /// The header of the record, mark or footer at `offset`; empty if none stands there.
  Optional<RecordHeader> headerAt(long offset) throws IOException {
    return RecordHeader.decode(header.mark(), bytes(offset, RecordHeader.LENGTH));
  }

  /// Where the footer stands; empty if the segment is not sealed.
  OptionalLong footer() throws IOException {
    long offset = file.size() - RecordHeader.LENGTH - SegmentHeader.LENGTH;
    boolean sealed =
        offset >= SegmentHeader.FIRST_RECORD
            && headerAt(offset).filter(found -> found.type() == RecordType.FOOTER).isPresent();
    return sealed ? OptionalLong.of(offset) : OptionalLong.empty();
  }

  /// The next place from `from` on where the header of a record, mark or footer stands.
  OptionalLong findHeader(long from) throws IOException {
    byte[] mark = ByteBuffer.allocate(Long.BYTES).putLong(header.mark()).array();
    long size = file.size();
    for (long start = from; start < size; start += SCAN_BYTES) {
      // Chunks overlap, so that a mark on the border of two is seen.
      byte[] chunk = bytes(start, SCAN_BYTES + Long.BYTES - 1);
      for (int i = 0; i + Long.BYTES <= chunk.length; i++) {
        if (chunk[i] == mark[0] && startsWith(chunk, i, mark) && headerAt(start + i).isPresent()) {
          return OptionalLong.of(start + i);
        }
      }
    }
    return OptionalLong.empty();
  }

  private static boolean startsWith(byte[] bytes, int at, byte[] prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if (bytes[at + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /// Whether envelope and body of the item at `offset` are there as they were written.
  boolean isIntact(long offset, RecordHeader found) throws IOException {
    return payload(offset, found).isPresent();
  }

  /// The record at `offset`; empty if its bytes do not check out.
  Optional<JournalRecord> record(long offset, RecordHeader found) throws IOException {
    Optional<Payload> payload = payload(offset, found);
    if (payload.isEmpty() || !found.type().isRecord()) {
      return Optional.empty();
    }
    byte[] envelope = payload.get().envelope();
    try {
      return Optional.of(
          new JournalRecord(
              EnvelopeCodec.decode(envelope, 0, envelope.length), payload.get().body()));
    } catch (IllegalArgumentException e) {
      // Checksummed and yet no envelope: it was written so, and is set aside like other damage.
      return Optional.empty();
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // carries two arrays to the caller, never compared
  private record Payload(byte[] envelope, byte[] body) {}

  private Optional<Payload> payload(long offset, RecordHeader found) throws IOException {
    if (offset + found.length() > file.size()) {
      return Optional.empty();
    }
    long start = offset + RecordHeader.LENGTH;
    byte[] envelope = bytes(start, found.envelopeLength());
    byte[] body = bytes(start + found.envelopeLength(), found.bodyLength());
    return PendingAppend.checksum(envelope, body) == found.payloadCrc()
        ? Optional.of(new Payload(envelope, body))
        : Optional.empty();
  }

  /// The bytes at `offset`, fewer if the file ends before.
  byte[] bytes(long offset, int length) throws IOException {
    return bytes(file, offset, length);
  }

  private static byte[] bytes(DiskFile file, long offset, int length) throws IOException {
    long available = offset < 0 ? 0 : Math.clamp(file.size() - offset, 0, length);
    ByteBuffer buffer = ByteBuffer.allocate((int) available);
    try {
      file.read(buffer, Math.max(0, offset));
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      log.error("A disk does not give back what it was given; reading around it", e);
      readAroundBadSectors(file, offset, buffer.clear());
    }
    return buffer.array();
  }

  /// Zeros stand for what cannot be read, and fail the checksum of whatever stood there.
  private static void readAroundBadSectors(DiskFile file, long offset, ByteBuffer buffer) {
    for (int start = 0; start < buffer.capacity(); start += SECTOR_BYTES) {
      int length = Math.min(SECTOR_BYTES, buffer.capacity() - start);
      try {
        file.read(buffer.slice(start, length), offset + start);
      } catch (IOException e) {
        buffer.put(start, new byte[length]);
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
