package org.holdfast.journal.segment;

/// A place in the log of one writer: before the record at `offset` of a segment.
///
/// @param sequence the sequence number expected there
/// @param measurements how many measurement records the writer wrote before it
record LogPoint(int segment, long offset, long sequence, long measurements) {

  /// Before the first record of a segment.
  static LogPoint startOf(SegmentHeader header) {
    return new LogPoint(
        header.name().number(),
        SegmentHeader.FIRST_RECORD,
        header.firstSequence(),
        header.firstMeasurement());
  }

  /// Before the item with this header, which stands at `newOffset` of the same segment. Counts
  /// never go back.
  LogPoint at(long newOffset, RecordHeader header) {
    return new LogPoint(
        segment,
        newOffset,
        Math.max(sequence, header.sequence()),
        Math.max(measurements, header.measurements()));
  }

  /// After the item with this header, which stands here.
  LogPoint after(RecordHeader header) {
    return new LogPoint(
        segment,
        offset + header.length(),
        header.sequenceAfter(),
        Math.max(measurements, header.measurementsAfter()));
  }

  /// The same count at another place of the segment.
  LogPoint movedTo(long newOffset) {
    return new LogPoint(segment, newOffset, sequence, measurements);
  }
}
