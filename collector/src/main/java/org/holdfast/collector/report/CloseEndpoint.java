package org.holdfast.collector.report;

import java.util.Optional;
import java.util.Set;
import org.holdfast.collector.Arrival;
import org.holdfast.collector.Claims;
import org.holdfast.collector.Deferrals;
import org.holdfast.collector.Incoming;
import org.holdfast.collector.Intake;
import org.holdfast.edge.Endpoint;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.model.envelope.BodyFormat;
import org.holdfast.model.envelope.RecordKind;
import org.holdfast.model.envelope.Route;
import org.holdfast.model.id.ReportId;
import org.holdfast.model.id.ReportIdMint;
import tools.jackson.databind.node.JsonNodeFactory;

/// `POST /report/{id}/close`: notes durably that the report was closed. The request's body, if
/// there is one, is not read. Closing again is as good as closing once (L39).
final class CloseEndpoint implements Endpoint {
  private static final byte[] NO_BODY = new byte[0];

  private final Intake intake;
  private final ReportIdMint mint;

  CloseEndpoint(Intake intake, ReportIdMint mint) {
    this.intake = intake;
    this.mint = mint;
  }

  @Override
  public Reply handle(Request request) throws InterruptedException {
    Optional<ReportId> id = ReportId.parse(request.pathParameter("id"));
    if (id.isEmpty()) {
      return ReportRefusals.unknownToClose().toReply();
    }
    return intake
        .note(closed(request, id.get()))
        .map(deferred -> Deferrals.refusal(deferred).toReply())
        .orElseGet(CloseEndpoint::answer);
  }

  private Incoming closed(Request request, ReportId id) {
    return new Incoming(
        RecordKind.REPORT_CLOSED,
        Route.REPORT,
        BodyFormat.JSON,
        id,
        Arrival.withoutBody(request),
        NO_BODY,
        Incoming.Document.whole(NO_BODY),
        false,
        Claims.of(id),
        ReportMarks.attestation(mint, id).map(Set::of).orElse(Set.of()));
  }

  private static Reply answer() {
    return Reply.json(JsonNodeFactory.instance.objectNode().put("status", "success"))
        .with("Cache-Control", "no-cache");
  }
}
