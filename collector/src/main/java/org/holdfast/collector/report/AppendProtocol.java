package org.holdfast.collector.report;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.holdfast.collector.Arrival;
import org.holdfast.collector.Claims;
import org.holdfast.collector.Incoming;
import org.holdfast.collector.SubmissionProtocol;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.model.document.AppendRequest;
import org.holdfast.model.document.AppendRequest.Content;
import org.holdfast.model.envelope.BodyFormat;
import org.holdfast.model.envelope.Mark;
import org.holdfast.model.envelope.RecordKind;
import org.holdfast.model.envelope.Route;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.model.id.ReportId;
import org.holdfast.model.id.ReportIdMint;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.node.JsonNodeFactory;

/// Reads measurements that are appended to a report: JSON documents, or YAML text, which is kept as
/// it is and not read here (U10). No answer ends the connection (U8).
final class AppendProtocol implements SubmissionProtocol {
  private static final String CONTENT = "content";

  private final Route route;
  private final ReportNaming naming;
  private final ReportIdMint mint;

  /// @param route under which requests count that cannot be read
  AppendProtocol(Route route, ReportNaming naming, ReportIdMint mint) {
    this.route = route;
    this.naming = naming;
    this.mint = mint;
  }

  @Override
  public Route route() {
    return route;
  }

  @Override
  public Submission read(Request request) {
    byte[] body = request.body();
    AppendRequest append = scan(body);
    ReportId id = naming.find(request, append);
    return new Submission(entry(Arrival.of(request), body, append, id), AppendProtocol::answer);
  }

  @Override
  public Reply refuse(Refusal refusal) {
    return refusal.toReply().keepingConnection();
  }

  private static AppendRequest scan(byte[] body) {
    try {
      return AppendRequest.scan(body);
    } catch (UnreadableJsonException e) {
      throw ReportRefusals.unreadable(e).asException();
    }
  }

  private Incoming entry(Arrival arrival, byte[] body, AppendRequest append, ReportId id) {
    BodyFormat format = format(append);
    return switch (append.content()) {
      case Content.Document document when format == BodyFormat.JSON ->
          jsonEntry(arrival, body, document, id);
      case Content.Text(var text) when format == BodyFormat.YAML ->
          yamlEntry(arrival, body, text, id);
      case Content.Absent() -> throw ReportRefusals.missingField(CONTENT).asException();
      case Content.Document document -> throw invalidContent("text where format is yaml");
      case Content.Text text -> throw invalidContent("an object where format is json");
      case Content.Other other -> throw invalidContent("an object or text");
    };
  }

  /// What `format` says; where it is absent, the content shows it: oonib took that for YAML, and
  /// its clients send text, while probe-services never looked at it, and its clients send objects.
  private static BodyFormat format(AppendRequest append) {
    if (append.mistyped().contains("format")) {
      throw ReportRefusals.invalidFormat().asException();
    }
    if (append.format().isEmpty()) {
      return append.content() instanceof Content.Document ? BodyFormat.JSON : BodyFormat.YAML;
    }
    return switch (append.format().get()) {
      case "json" -> BodyFormat.JSON;
      case "yaml" -> BodyFormat.YAML;
      case String other -> throw ReportRefusals.invalidFormat().asException();
    };
  }

  private Incoming jsonEntry(Arrival arrival, byte[] body, Content.Document document, ReportId id) {
    return new Incoming(
        RecordKind.MEASUREMENT_SUBMITTED,
        Route.REPORT,
        BodyFormat.JSON,
        id,
        arrival,
        body,
        new Incoming.Document(body, document.offset(), document.length()),
        document.fields().isSelfDescribing(),
        Claims.of(document.fields(), id),
        ReportMarks.of(mint, id, document.fields()));
  }

  private Incoming yamlEntry(Arrival arrival, byte[] body, String text, ReportId id) {
    return new Incoming(
        RecordKind.MEASUREMENT_SUBMITTED,
        Route.OONIB,
        BodyFormat.YAML,
        id,
        arrival,
        body,
        Incoming.Document.whole(text.getBytes(StandardCharsets.UTF_8)),
        false,
        Claims.of(id),
        ReportMarks.attestation(mint, id).map(Set::of).orElse(Set.<Mark>of()));
  }

  private static RefusedException invalidContent(String expected) {
    return ReportRefusals.invalidField(CONTENT, "Incorrect format: content is " + expected)
        .asException();
  }

  private static Reply answer(MeasurementUid uid, String reportId) {
    return Reply.json(
            JsonNodeFactory.instance
                .objectNode()
                .put("status", "success")
                .put("measurement_uid", uid.text()))
        .with("Cache-Control", "no-cache")
        .keepingConnection();
  }
}
