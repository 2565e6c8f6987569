package org.holdfast.collector.report;

import java.util.Map;
import org.holdfast.collector.Intake;
import org.holdfast.collector.SubmissionCounters;
import org.holdfast.collector.SubmissionEndpoint;
import org.holdfast.collector.oonib.OpenRules;
import org.holdfast.edge.Routes;
import org.holdfast.edge.admission.Admission;
import org.holdfast.model.envelope.Route;
import org.holdfast.model.id.ReportIdMint;

/// The routes of the report generations.
public final class ReportRoutes {
  private ReportRoutes() {}

  public static Routes create(
      Intake intake,
      SubmissionCounters counters,
      ReportIdMint mint,
      OpenRules openRules,
      Map<String, String> testHelperAddresses,
      Admission admission) {
    var open =
        new OpenEndpoint(
            new OpenRequestReader(openRules), new TestHelpers(testHelperAddresses), intake, mint);
    var append = new AppendProtocol(Route.REPORT, ReportNaming.IN_PATH, mint);
    var oldAppend = new AppendProtocol(Route.OONIB, ReportNaming.IN_BODY, mint);
    return Routes.builder()
        .post("/report", admission.guardAfterBody(open))
        .post(
            "/report/{id}",
            admission.guardAfterBody(new SubmissionEndpoint(append, intake, counters)))
        .put(
            "/report",
            admission.guardAfterBody(new SubmissionEndpoint(oldAppend, intake, counters)))
        .post("/report/{id}/close", admission.guard(new CloseEndpoint(intake, mint)))
        .build();
  }
}
