package org.holdfast.collector.routes;

import io.micrometer.core.instrument.MeterRegistry;
import org.holdfast.collector.Intake;
import org.holdfast.collector.SubmissionCounters;
import org.holdfast.collector.oonib.OonibRoutes;
import org.holdfast.collector.oonib.OpenRules;
import org.holdfast.collector.report.ReportRoutes;
import org.holdfast.collector.submit.SubmitRoutes;
import org.holdfast.edge.Routes;
import org.holdfast.edge.admission.Admission;
import org.holdfast.model.id.ReportIdMint;

/// Everything probes submit to, in one table: open, append and close of the report generations, the
/// single request of today, and what only oonib's clients ask for.
public final class CollectorRoutes {
  private CollectorRoutes() {}

  /// The table over one intake.
  ///
  /// @param meters where the submissions are counted, see [SubmissionCounters]
  /// @param admission what everything that stores something has to pass
  /// @param credentials what is issued and verified
  public static Routes create(
      Intake intake,
      ReportIdMint mint,
      MeterRegistry meters,
      CollectorOptions options,
      Admission admission,
      CollectorCredentials credentials) {
    var counters = new SubmissionCounters(meters);
    return Routes.builder()
        .addAll(
            ReportRoutes.create(
                intake,
                counters,
                mint,
                new OpenRules(options.blockedClients(), options.policy()),
                options.testHelperAddresses(),
                admission))
        .addAll(SubmitRoutes.create(intake, counters, mint, credentials.judge(), admission))
        .addAll(credentials.routes(admission))
        .addAll(OonibRoutes.create())
        .build();
  }
}
