package org.holdfast.collector;

import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.model.envelope.Route;
import org.holdfast.model.id.MeasurementUid;

/// How one generation of probes hands a measurement in, and what it wants to hear.
public interface SubmissionProtocol {
  /// A request taken apart.
  record Submission(Incoming incoming, Acknowledgement acknowledgement) {}

  /// Words the acknowledgement of a measurement that is durable.
  @FunctionalInterface
  interface Acknowledgement {
    /// Words it.
    ///
    /// @param reportId the report the measurement stands in; for one that came before, that of the
    ///   first time if it is remembered
    Reply of(MeasurementUid uid, String reportId);
  }

  /// Under which route a request counts that could not be taken apart.
  Route route();

  /// Takes a request apart.
  ///
  /// @throws RefusedException for what cannot be read; says exactly why (invariant I7)
  Submission read(Request request) throws InterruptedException;

  /// Words a refusal, 503 included.
  Reply refuse(Refusal refusal);
}
