package org.holdfast.pipeline.archive;

import java.time.Instant;

/// What a record that is no measurement says of a report.
sealed interface ReportNote {
  String reportId();

  Instant at();

  /// It was opened.
  ///
  /// @param headerJson compact JSON, see `ReportHeader`
  record Opened(String reportId, Instant at, String headerJson) implements ReportNote {}

  /// It was closed.
  record Closed(String reportId, Instant at) implements ReportNote {}
}
