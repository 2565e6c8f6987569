package org.holdfast.collector.submit;

import org.holdfast.collector.Intake;
import org.holdfast.collector.SubmissionCounters;
import org.holdfast.collector.SubmissionEndpoint;
import org.holdfast.edge.Routes;
import org.holdfast.model.id.ReportIdMint;

/// The route of the single-request generation.
public final class SubmitRoutes {
  private SubmitRoutes() {}

  public static Routes create(Intake intake, SubmissionCounters counters, ReportIdMint mint) {
    return Routes.builder()
        .post(
            "/api/v1/submit_measurement",
            new SubmissionEndpoint(new SubmitProtocol(mint), intake, counters))
        .build();
  }
}
