package org.holdfast.pipeline.archive;

import java.util.Set;
import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.id.MeasurementUid;

/// One record in an archive object, as its manifest tells it.
sealed interface ArchivedEntry {
  Envelope envelope();

  Slice body();

  /// Where something stands: in which frame, from where and how long in the inflated frame.
  record Slice(int frame, int offset, int length) {}

  /// A published measurement.
  ///
  /// @param line of the `.jsonl.gz`, from 0
  record Measurement(
      Envelope envelope,
      int line,
      Slice document,
      Slice body,
      Sha256 fingerprint,
      Set<String> marks)
      implements ArchivedEntry {}

  /// Another sending of a measurement published here or elsewhere.
  record Alias(Envelope envelope, MeasurementUid canonical, Slice body) implements ArchivedEntry {}
}
