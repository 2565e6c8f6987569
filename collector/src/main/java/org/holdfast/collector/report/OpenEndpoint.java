package org.holdfast.collector.report;

import java.util.Optional;
import java.util.Set;
import org.holdfast.collector.Arrival;
import org.holdfast.collector.Deferrals;
import org.holdfast.collector.Incoming;
import org.holdfast.collector.Intake;
import org.holdfast.edge.Endpoint;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.model.envelope.BodyFormat;
import org.holdfast.model.envelope.RecordKind;
import org.holdfast.model.envelope.Route;
import org.holdfast.model.id.ReportId;
import org.holdfast.model.id.ReportIdMint;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `POST /report`: mints an id and notes durably that the report was opened, with all that the
/// request said. The clients of 2013 to 2016 say there what they never repeat.
final class OpenEndpoint implements Endpoint {
  /// Required by ooniprobe, compared by nobody; oonib's last.
  private static final String BACKEND_VERSION = "1.3.6";

  private final OpenRequestReader reader;
  private final TestHelpers testHelpers;
  private final Intake intake;
  private final ReportIdMint mint;

  OpenEndpoint(
      OpenRequestReader reader, TestHelpers testHelpers, Intake intake, ReportIdMint mint) {
    this.reader = reader;
    this.testHelpers = testHelpers;
    this.intake = intake;
    this.mint = mint;
  }

  @Override
  public Reply handle(Request request) throws InterruptedException {
    try {
      return open(request).keepingConnection();
    } catch (RefusedException e) {
      return e.refusal().toReply().keepingConnection();
    }
  }

  private Reply open(Request request) throws InterruptedException {
    byte[] body = request.body();
    OpenRequest open = reader.read(body);
    Optional<String> helperAddress = testHelpers.addressFor(open.fields());
    ReportId id = mint.mint(open.claims().idName(), open.claims().vantagePoint());
    return intake
        .note(opened(request, body, open, id))
        .map(deferred -> Deferrals.refusal(deferred).toReply())
        .orElseGet(() -> answer(id, helperAddress));
  }

  private static Incoming opened(Request request, byte[] body, OpenRequest open, ReportId id) {
    return new Incoming(
        RecordKind.REPORT_OPENED,
        open.format() == BodyFormat.JSON ? Route.REPORT : Route.OONIB,
        open.format(),
        id,
        Arrival.of(request),
        body,
        Incoming.Document.whole(body),
        false,
        open.claims(),
        Set.of());
  }

  private static Reply answer(ReportId id, Optional<String> helperAddress) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("backend_version", BACKEND_VERSION);
    body.put("report_id", id.text());
    body.putArray("supported_formats").add("yaml").add("json");
    helperAddress.ifPresent(address -> body.put("test_helper_address", address));
    return Reply.json(body).with("Cache-Control", "no-cache");
  }
}
