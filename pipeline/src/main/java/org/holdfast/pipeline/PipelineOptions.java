package org.holdfast.pipeline;

import java.time.Duration;
import java.util.function.Supplier;
import org.holdfast.model.id.CollectorId;
import org.holdfast.pipeline.archive.ArchiveOptions;
import org.holdfast.pipeline.block.Blocklist;

/// How the pipeline works.
///
/// @param archive when and how objects are made
/// @param batchRecords most records indexed in one transaction
/// @param batchBytes most bytes of bodies in one transaction, about
/// @param patience how long a reader waits for something to come before it looks around
/// @param blocklist whose measurements are withheld; where it cannot say, indexing waits
/// @param openingsWithin how long the opening of a report may come after an entry that cannot be
///   read without it; zero where it comes before or not at all
public record PipelineOptions(
    ArchiveOptions archive,
    int batchRecords,
    long batchBytes,
    Duration patience,
    Supplier<Blocklist> blocklist,
    Duration openingsWithin) {
  public PipelineOptions {
    if (batchRecords < 1 || batchBytes < 1 || patience.isNegative()) {
      throw new IllegalArgumentException("bounds of the pipeline are positive");
    }
  }

  /// Nobody is blocked.
  public PipelineOptions(
      ArchiveOptions archive, int batchRecords, long batchBytes, Duration patience) {
    this(archive, batchRecords, batchBytes, patience, () -> Blocklist.EMPTY, Duration.ZERO);
  }

  /// The same with a blocklist.
  public PipelineOptions withBlocklist(Supplier<Blocklist> other) {
    return new PipelineOptions(archive, batchRecords, batchBytes, patience, other, openingsWithin);
  }

  /// The bounds that suit a server.
  ///
  /// @param collector stands in the names of archive objects; pipelines must not share it
  /// @param publishAfter how long a measurement waits at most before it is archived
  public static PipelineOptions of(CollectorId collector, Duration publishAfter) {
    return new PipelineOptions(
        ArchiveOptions.of(collector, publishAfter), 500, 8_000_000, Duration.ofMillis(200));
  }

  /// For a journal that other machines read under the same names.
  public PipelineOptions sharing(Duration patienceWithOthers) {
    return new PipelineOptions(
        archive.sharing(patienceWithOthers),
        batchRecords,
        batchBytes,
        patience,
        blocklist,
        openingsWithin);
  }

  /// For a catalogue into which other machines bring openings of reports.
  public PipelineOptions awaitingOpenings(Duration within) {
    return new PipelineOptions(archive, batchRecords, batchBytes, patience, blocklist, within);
  }
}
