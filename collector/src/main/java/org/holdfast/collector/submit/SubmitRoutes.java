package org.holdfast.collector.submit;

import org.holdfast.collector.Intake;
import org.holdfast.collector.SubmissionCounters;
import org.holdfast.collector.SubmissionEndpoint;
import org.holdfast.collector.credential.ProofJudge;
import org.holdfast.edge.Routes;
import org.holdfast.edge.admission.Admission;
import org.holdfast.model.id.ReportIdMint;

/// The route of the single-request generation.
public final class SubmitRoutes {
  private SubmitRoutes() {}

  public static Routes create(
      Intake intake,
      SubmissionCounters counters,
      ReportIdMint mint,
      ProofJudge judge,
      Admission admission) {
    var submit = new SubmissionEndpoint(new SubmitProtocol(mint, judge), intake, counters);
    return Routes.builder()
        .post("/api/v1/submit_measurement", admission.guardAfterBody(submit))
        .build();
  }
}
