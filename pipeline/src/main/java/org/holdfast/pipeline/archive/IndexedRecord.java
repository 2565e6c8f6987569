package org.holdfast.pipeline.archive;

import java.util.Set;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;

/// What is to be archived of a record, as the index reader decided.
sealed interface IndexedRecord {
  WaitingRecord record();

  /// A measurement that was published and is not in the archive yet.
  record Measurement(WaitingRecord record, Sha256 fingerprint, Set<String> marks)
      implements IndexedRecord {}

  /// Another sending of a published measurement.
  record Alias(WaitingRecord record, MeasurementUid canonical) implements IndexedRecord {}
}
