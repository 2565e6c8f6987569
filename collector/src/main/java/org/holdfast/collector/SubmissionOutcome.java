package org.holdfast.collector;

import java.time.Duration;
import java.util.Optional;
import org.holdfast.model.id.MeasurementUid;

/// What became of one submission, and so what the probe should do next. What cannot be read never
/// gets here; it is refused where it is taken apart.
public sealed interface SubmissionOutcome {
  /// On stable storage; the probe may forget its copy.
  record Accepted(MeasurementUid uid) implements SubmissionOutcome {}

  /// The same bytes were on stable storage before, without a proof that held; that this one holds
  /// is on stable storage now. Counts as [Repeated].
  ///
  /// @param reportId the report they stand in, if it is still remembered
  record Raised(MeasurementUid uid, Optional<String> reportId) implements SubmissionOutcome {}

  /// The same bytes were on stable storage before, under this uid; the probe may forget its copy.
  ///
  /// @param reportId the report they stand in, if it is still remembered
  record Repeated(MeasurementUid uid, Optional<String> reportId) implements SubmissionOutcome {}

  /// Not known to be on stable storage: sending it again later is right. Should it have become
  /// durable after all, the next try is [Repeated].
  ///
  /// @param reason the metric label: kebab-case, from a small fixed set
  record Deferred(Duration retryAfter, String reason) implements SubmissionOutcome {}
}
