package org.holdfast.pipeline.archive;

import java.time.Duration;
import java.util.Optional;
import org.holdfast.model.id.CollectorId;

/// How objects are made.
///
/// @param collector stands in their names; two archivers must not share it
/// @param publishAfter how long a record may wait for others to share an object with
/// @param roundRecords so many waiting records are archived at once, whatever their age; bounds
///   memory at about 300 bytes each
/// @param roundBytes likewise so many bytes of bodies
/// @param objectBytes compressed size at which an object is closed
/// @param sharing where other machines may take the same records for theirs, as where the journal
///   is Kafka: how long an object that one of them is about to publish is waited for before it is
///   given up. Empty where nobody else has them
public record ArchiveOptions(
    CollectorId collector,
    Duration publishAfter,
    int roundRecords,
    long roundBytes,
    long objectBytes,
    Optional<Duration> sharing) {

  /// The size at which OONI's uploader closes an object (pipeline contract §1.4).
  public static final long OBJECT_BYTES = 20_000_000;

  public ArchiveOptions {
    if (publishAfter.isNegative() || roundRecords < 1 || roundBytes < 1 || objectBytes < 1) {
      throw new IllegalArgumentException("bounds of the archive are positive");
    }
  }

  /// For records that nobody else has.
  public ArchiveOptions(
      CollectorId collector,
      Duration publishAfter,
      int roundRecords,
      long roundBytes,
      long objectBytes) {
    this(collector, publishAfter, roundRecords, roundBytes, objectBytes, Optional.empty());
  }

  /// For records that other machines may take for theirs.
  public ArchiveOptions sharing(Duration patience) {
    return new ArchiveOptions(
        collector, publishAfter, roundRecords, roundBytes, objectBytes, Optional.of(patience));
  }

  /// The bounds that suit a server: 100,000 records or 512 MB per round.
  public static ArchiveOptions of(CollectorId collector, Duration publishAfter) {
    return new ArchiveOptions(collector, publishAfter, 100_000, 512_000_000, OBJECT_BYTES);
  }
}
