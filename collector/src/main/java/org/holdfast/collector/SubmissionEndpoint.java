package org.holdfast.collector;

import org.holdfast.collector.SubmissionCounters.Fate;
import org.holdfast.collector.SubmissionProtocol.Submission;
import org.holdfast.edge.Endpoint;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.model.envelope.Route;

/// Answers requests that hand measurements in: takes them apart, gives them to the intake, words
/// the answer, and counts every one exactly once, whatever happens on the way (invariant I6).
public final class SubmissionEndpoint implements Endpoint {
  /// Carries `FleetKey.canaryToken` of the document in lower-case hexadecimal digits.
  public static final String CANARY_HEADER = "Holdfast-Canary";

  private final SubmissionProtocol protocol;
  private final Intake intake;
  private final SubmissionCounters counters;

  public SubmissionEndpoint(
      SubmissionProtocol protocol, Intake intake, SubmissionCounters counters) {
    this.protocol = protocol;
    this.intake = intake;
    this.counters = counters;
  }

  @Override
  public Reply handle(Request request) throws InterruptedException {
    Route route = protocol.route();
    Fate fate = new Fate.Deferred(Deferrals.INTERNAL_ERROR);
    try {
      Submission submission = protocol.read(request);
      route = submission.incoming().route();
      SubmissionOutcome outcome =
          intake.submit(submission.incoming(), request.header(CANARY_HEADER));
      Reply reply = reply(submission, outcome);
      fate = fateOf(outcome);
      return reply;
    } catch (RefusedException e) {
      fate = fateOf(e.refusal());
      return protocol.refuse(e.refusal());
    } catch (InterruptedException e) {
      fate = new Fate.Deferred(Deferrals.INTERRUPTED);
      throw e;
    } finally {
      counters.count(route, fate);
    }
  }

  private Reply reply(Submission submission, SubmissionOutcome outcome) {
    String reportId = submission.incoming().reportId().text();
    return switch (outcome) {
      case SubmissionOutcome.Accepted(var uid) -> submission.acknowledgement().of(uid, reportId);
      case SubmissionOutcome.Raised(var uid, var firstReportId) ->
          submission.acknowledgement().of(uid, firstReportId.orElse(reportId));
      case SubmissionOutcome.Repeated(var uid, var firstReportId) ->
          submission.acknowledgement().of(uid, firstReportId.orElse(reportId));
      case SubmissionOutcome.Deferred deferred -> protocol.refuse(Deferrals.refusal(deferred));
    };
  }

  private static Fate fateOf(SubmissionOutcome outcome) {
    return switch (outcome) {
      case SubmissionOutcome.Accepted accepted -> new Fate.Accepted();
      case SubmissionOutcome.Raised raised -> new Fate.Repeated();
      case SubmissionOutcome.Repeated repeated -> new Fate.Repeated();
      case SubmissionOutcome.Deferred deferred -> new Fate.Deferred(deferred.reason());
    };
  }

  /// Sending again can help after a limit of ours, and after a body that took too long.
  private static Fate fateOf(Refusal refusal) {
    boolean worthAnotherTry =
        refusal.status() >= 500 || refusal.status() == 429 || refusal.status() == 408;
    return worthAnotherTry
        ? new Fate.Deferred(refusal.reason())
        : new Fate.Refused(refusal.reason());
  }
}
