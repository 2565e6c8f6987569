package org.holdfast.journal.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.EnvelopeCodec;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.RecordKind;

/// Records as they stand in the topic; the package page shows the layout.
final class KafkaRecords {
  /// What a record may take besides its body: the envelope, headers, key.
  static final int OVERHEAD_BYTES = EnvelopeCodec.MAX_BYTES + 4_096;

  private static final String FORMAT = "holdfast-format";
  private static final String VERSION = "holdfast-envelope-version";
  private static final String ENVELOPE = "holdfast-envelope";
  private static final String MOVED = "holdfast-moved";
  private static final int KNOWN_FORMAT = 1;
  private static final byte[] NOTHING = {};

  private KafkaRecords() {}

  /// @param moved whether an earlier journal of this machine had it before
  static ProducerRecord<byte[], byte[]> encode(String topic, JournalRecord record, boolean moved) {
    Envelope envelope = record.envelope();
    ProducerRecord<byte[], byte[]> encoded =
        new ProducerRecord<>(
            topic,
            null,
            envelope.receivedAt().toEpochMilli(),
            envelope.reportId().getBytes(UTF_8),
            record.body());
    encoded.headers().add(FORMAT, Integer.toString(KNOWN_FORMAT).getBytes(US_ASCII));
    encoded.headers().add(VERSION, Integer.toString(Envelope.VERSION).getBytes(US_ASCII));
    encoded.headers().add(ENVELOPE, EnvelopeCodec.encode(envelope));
    if (moved) {
      encoded.headers().add(MOVED, "1".getBytes(US_ASCII));
    }
    return encoded;
  }

  static boolean isMoved(ConsumerRecord<byte[], byte[]> record) {
    return header(record.headers(), MOVED).length > 0;
  }

  /// The record at `position`, or what stands in its place. Whatever somebody else wrote into the
  /// topic is damaged and counts as no measurement.
  ///
  /// @throws IllegalStateException if a later release wrote it in a format of its own
  static Entry decode(Position position, ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value() == null ? NOTHING : record.value();
    byte[] envelope = header(record.headers(), ENVELOPE);
    try {
      int format = Integer.parseInt(new String(header(record.headers(), FORMAT), US_ASCII));
      if (format > KNOWN_FORMAT) {
        throw new IllegalStateException(
            "a later release wrote " + position + " in format " + format + "; upgrade this one");
      }
      return new Entry.Intact(
          position, new JournalRecord(EnvelopeCodec.decode(envelope, 0, envelope.length), value));
    } catch (IllegalArgumentException e) {
      return new Entry.Damaged(
          position, value, "not a record of ours: " + e.getMessage(), envelope.length > 0 ? 1 : 0);
    }
  }

  private static byte[] header(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null ? NOTHING : header.value();
  }

  /// How many measurements an entry stands for.
  static int measurements(Entry entry) {
    return switch (entry) {
      case Entry.Intact(Position _, JournalRecord record) ->
          record.envelope().kind() == RecordKind.MEASUREMENT_SUBMITTED ? 1 : 0;
      case Entry.Damaged damaged -> damaged.measurements();
    };
  }

  static int bytes(Entry entry) {
    return switch (entry) {
      case Entry.Intact(Position _, JournalRecord record) -> record.body().length;
      case Entry.Damaged damaged -> damaged.bytes().length;
    };
  }
}
