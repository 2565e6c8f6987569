package org.holdfast.journal.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// The segment being written. Bytes gather in a direct buffer and go to the file in large writes;
/// nothing is durable before [#force]. Used by the writer's thread only.
final class ActiveSegment implements Closeable {
  private final SegmentHeader header;
  private final DiskFile file;
  private final ByteBuffer staging;
  private long flushedEnd;
  private long durableEnd;

  private ActiveSegment(SegmentHeader header, DiskFile file, ByteBuffer staging) {
    this.header = header;
    this.file = file;
    this.staging = staging;
  }

  /// Creates the file; it and its directory entry are durable on return.
  ///
  /// @param staging a direct buffer for this segment alone as long as it is open
  static ActiveSegment create(Disk disk, Path directory, SegmentHeader header, ByteBuffer staging)
      throws IOException {
    Path path = directory.resolve(header.name().fileName());
    DiskFile file = disk.create(path);
    try {
      ActiveSegment segment = new ActiveSegment(header, file, staging.clear());
      segment.put(header.encode());
      segment.put(header.encode());
      segment.force();
      disk.syncDirectory(directory);
      return segment;
    } catch (IOException | RuntimeException e) {
      try (file) {
        disk.delete(path);
      } catch (IOException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  SegmentHeader header() {
    return header;
  }

  /// Where the next byte goes.
  long end() {
    return flushedEnd + staging.position();
  }

  void put(byte[] bytes) throws IOException {
    int done = 0;
    while (done < bytes.length) {
      if (!staging.hasRemaining()) {
        flush();
      }
      int some = Math.min(staging.remaining(), bytes.length - done);
      staging.put(bytes, done, some);
      done += some;
    }
  }

  /// Hands everything to the kernel.
  void flush() throws IOException {
    staging.flip();
    int length = staging.limit();
    file.write(staging, flushedEnd);
    flushedEnd += length;
    staging.clear();
  }

  /// Makes everything put so far durable.
  void force() throws IOException {
    flush();
    file.force();
    durableEnd = flushedEnd;
  }

  /// Takes back everything put since the last [#force].
  void retreat() throws IOException {
    staging.clear();
    file.truncate(durableEnd);
    flushedEnd = durableEnd;
  }

  /// Ends the segment, durably.
  void seal(long sequence, long measurements) throws IOException {
    for (byte[] part : footer(header, sequence, measurements)) {
      put(part);
    }
    force();
  }

  /// The parts of the footer of a segment that holds all records below `sequence`.
  static byte[][] footer(SegmentHeader header, long sequence, long measurements) {
    byte[] copy = header.encode();
    CRC32C crc = new CRC32C();
    crc.update(copy);
    RecordHeader footer =
        new RecordHeader(
            RecordType.FOOTER,
            sequence,
            measurements,
            new Durable(sequence, measurements),
            copy.length,
            0,
            (int) crc.getValue());
    return new byte[][] {footer.encode(header.mark()), copy};
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
