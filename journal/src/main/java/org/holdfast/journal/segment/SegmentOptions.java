package org.holdfast.journal.segment;

import java.time.Duration;
import java.util.Set;

/// @param segmentBytes about how large a segment grows; a larger record gets one of its own
/// @param segmentAge a segment with records is sealed after this time even if it is not full, so
///   that little traffic does not keep old bodies
/// @param queueRecords how many records may wait to be written, counting those being written
/// @param queueBytes how many bytes of bodies may wait, counting those being written; one record of
///   any size may always wait alone
/// @param reserveBytes with less usable room than this nothing is taken in, so that the rest can
///   drain; taken in again with an eighth more than this
/// @param requiredCursors nothing is deleted before cursors of these names exist and have passed it
/// @param pollInterval how often readers look for records of other processes
/// @param upkeepInterval how often room is checked, dead writers are looked for and segments are
///   deleted
public record SegmentOptions(
    long segmentBytes,
    Duration segmentAge,
    int queueRecords,
    long queueBytes,
    long reserveBytes,
    Set<String> requiredCursors,
    Duration pollInterval,
    Duration upkeepInterval) {

  /// 128 MiB or an hour per segment; 16,384 records or 128 MiB waiting; 1 GiB reserve; cursors
  /// `index` and `archive`; a look at other processes every 250 ms, upkeep every second.
  public static final SegmentOptions DEFAULTS =
      new SegmentOptions(
          128L << 20,
          Duration.ofHours(1),
          16_384,
          128L << 20,
          1L << 30,
          Set.of("index", "archive"),
          Duration.ofMillis(250),
          Duration.ofSeconds(1));

  public SegmentOptions {
    requiredCursors = Set.copyOf(requiredCursors);
    requiredCursors.forEach(CursorFile::checkName);
    if (segmentBytes <= 0 || queueRecords <= 0 || queueBytes <= 0 || reserveBytes < 0) {
      throw new IllegalArgumentException("sizes of a journal are positive");
    }
    if (!segmentAge.isPositive() || !pollInterval.isPositive() || !upkeepInterval.isPositive()) {
      throw new IllegalArgumentException("intervals of a journal are positive");
    }
  }

  public SegmentOptions withSegmentBytes(long bytes) {
    return new SegmentOptions(
        bytes,
        segmentAge,
        queueRecords,
        queueBytes,
        reserveBytes,
        requiredCursors,
        pollInterval,
        upkeepInterval);
  }

  public SegmentOptions withSegmentAge(Duration age) {
    return new SegmentOptions(
        segmentBytes,
        age,
        queueRecords,
        queueBytes,
        reserveBytes,
        requiredCursors,
        pollInterval,
        upkeepInterval);
  }

  public SegmentOptions withQueue(int records, long bytes) {
    return new SegmentOptions(
        segmentBytes,
        segmentAge,
        records,
        bytes,
        reserveBytes,
        requiredCursors,
        pollInterval,
        upkeepInterval);
  }

  public SegmentOptions withReserveBytes(long bytes) {
    return new SegmentOptions(
        segmentBytes,
        segmentAge,
        queueRecords,
        queueBytes,
        bytes,
        requiredCursors,
        pollInterval,
        upkeepInterval);
  }

  public SegmentOptions withRequiredCursors(Set<String> names) {
    return new SegmentOptions(
        segmentBytes,
        segmentAge,
        queueRecords,
        queueBytes,
        reserveBytes,
        names,
        pollInterval,
        upkeepInterval);
  }

  public SegmentOptions withIntervals(Duration poll, Duration upkeep) {
    return new SegmentOptions(
        segmentBytes,
        segmentAge,
        queueRecords,
        queueBytes,
        reserveBytes,
        requiredCursors,
        poll,
        upkeep);
  }
}
