package org.holdfast.journal.kafka;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/// A place in one partition, with what stands before it.
///
/// @param offset the next record to read
/// @param measurements measurement records before it, ever
/// @param bytes of bodies before it, ever
record LanePoint(long offset, long measurements, long bytes) {
  private static final Pattern METADATA = Pattern.compile("m=([0-9]{1,18});b=([0-9]{1,18})");

  /// What was committed. Metadata that is not ours counts nothing: somebody has moved the offset by
  /// hand.
  static LanePoint of(OffsetAndMetadata committed) {
    Matcher counts = METADATA.matcher(committed.metadata());
    return counts.matches()
        ? new LanePoint(
            committed.offset(), Long.parseLong(counts.group(1)), Long.parseLong(counts.group(2)))
        : new LanePoint(committed.offset(), 0, 0);
  }

  OffsetAndMetadata toCommit() {
    return new OffsetAndMetadata(offset, "m=" + measurements + ";b=" + bytes);
  }

  LanePoint after(long readOffset, int readMeasurements, int readBytes) {
    return new LanePoint(readOffset + 1, measurements + readMeasurements, bytes + readBytes);
  }
}
