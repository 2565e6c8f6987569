package org.holdfast.journal.segment;

import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.EnvelopeCodec;
import org.holdfast.model.envelope.JournalRecord;

/// A record on its way to stable storage, and the promise of it. Encoding and checksum are made by
/// the thread that appends, so that the one writer thread does little more than copy.
final class PendingAppend {
  private final RecordType type;
  private final byte[] envelope;
  private final byte[] body;
  private final int payloadCrc;
  private final long sinceNanos;
  private final CompletableFuture<Position> future = new CompletableFuture<>();

  private SegmentName segment;
  private long offset;
  private boolean durable;

  private PendingAppend(JournalRecord record, SegmentName nowhere, long sinceNanos) {
    this.type = RecordType.of(record.envelope().kind());
    this.envelope = EnvelopeCodec.encode(record.envelope());
    this.body = record.body();
    this.payloadCrc = checksum(envelope, body);
    this.segment = nowhere;
    this.sinceNanos = sinceNanos;
  }

  /// @param writer who is going to write it
  /// @throws IllegalArgumentException if the record is larger than the format allows
  static PendingAppend of(JournalRecord record, WriterId writer, long sinceNanos) {
    if (record.body().length > RecordHeader.MAX_BODY) {
      throw new IllegalArgumentException("the body is too large for the journal");
    }
    return new PendingAppend(record, new SegmentName(writer, 0), sinceNanos);
  }

  static int checksum(byte[] envelope, byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(envelope);
    crc.update(body);
    return (int) crc.getValue();
  }

  byte[] envelope() {
    return envelope;
  }

  byte[] body() {
    return body;
  }

  long sinceNanos() {
    return sinceNanos;
  }

  /// Completes as [org.holdfast.journal.Journal#append] promises.
  CompletableFuture<Position> future() {
    return future;
  }

  long length() {
    return (long) RecordHeader.LENGTH + envelope.length + body.length;
  }

  RecordHeader header(long sequence, long measurements, Durable known) {
    return new RecordHeader(
        type, sequence, measurements, known, envelope.length, body.length, payloadCrc);
  }

  void placedAt(SegmentName inSegment, long atOffset) {
    this.segment = inSegment;
    this.offset = atOffset;
  }

  void becameDurable() {
    durable = true;
  }

  boolean isDurable() {
    return durable;
  }

  void acknowledge() {
    future.complete(new SegmentPosition(segment, offset).toPosition());
  }

  void refuse(JournalUnavailableException reason) {
    future.completeExceptionally(reason);
  }
}
