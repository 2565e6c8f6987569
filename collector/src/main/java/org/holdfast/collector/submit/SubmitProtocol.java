package org.holdfast.collector.submit;

import java.util.Optional;
import java.util.Set;
import org.holdfast.collector.Arrival;
import org.holdfast.collector.Claims;
import org.holdfast.collector.Incoming;
import org.holdfast.collector.MetadataRules;
import org.holdfast.collector.SubmissionProtocol;
import org.holdfast.collector.SubmitRefusals;
import org.holdfast.collector.credential.Judgement;
import org.holdfast.collector.credential.ProofJudge;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.model.document.MeasurementFields;
import org.holdfast.model.document.MeasurementScanner;
import org.holdfast.model.document.SubmitRequest;
import org.holdfast.model.envelope.BodyFormat;
import org.holdfast.model.envelope.Mark;
import org.holdfast.model.envelope.RecordKind;
import org.holdfast.model.envelope.Route;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.model.id.ReportIdMint;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads `{"format":"json","content":"<document as text>",...}` and answers with all six members of
/// probe-services §1.4. Every measurement gets a report id of its own (P48).
final class SubmitProtocol implements SubmissionProtocol {
  private static final String PROTOCOL_VERSION = "0.1.0";

  private final ReportIdMint mint;
  private final ProofJudge judge;

  SubmitProtocol(ReportIdMint mint, ProofJudge judge) {
    this.mint = mint;
    this.judge = judge;
  }

  @Override
  public Route route() {
    return Route.SUBMIT;
  }

  @Override
  public Submission read(Request request) throws InterruptedException {
    SubmitRequest submit = readRequest(request.body());
    byte[] content = submit.content().orElseThrow();
    MeasurementFields fields = readDocument(content);
    Claims claims = Claims.of(fields);
    Judgement judgement = judge.judge(submit, content, fields);
    Incoming incoming =
        new Incoming(
            RecordKind.MEASUREMENT_SUBMITTED,
            Route.SUBMIT,
            BodyFormat.JSON,
            mint.mint(claims.idName(), claims.vantagePoint()),
            Arrival.of(request),
            content,
            Incoming.Document.whole(content),
            true, // each has a report of its own, so a retry would not be known by it (U14, P69)
            claims,
            judgement.authorship(),
            MetadataRules.areKeptBy(fields) ? Set.of() : Set.of(Mark.BAD_METADATA));
    return new Submission(incoming, (uid, reportId) -> acknowledge(uid, reportId, judgement));
  }

  @Override
  public Reply refuse(Refusal refusal) {
    return refusal.toReply();
  }

  private static SubmitRequest readRequest(byte[] body) {
    try {
      SubmitRequest submit = SubmitRequest.scan(body);
      if (!submit.missing().isEmpty() || !submit.mistyped().isEmpty()) {
        throw SubmitRefusals.schemaViolation(submit.missing(), submit.mistyped()).asException();
      }
      return submit;
    } catch (UnreadableJsonException e) {
      throw SubmitRefusals.unreadableRequest(e).asException();
    }
  }

  private static MeasurementFields readDocument(byte[] content) {
    try {
      return MeasurementScanner.scan(content, 0, content.length);
    } catch (UnreadableJsonException e) {
      throw SubmitRefusals.unreadableContent(e).asException();
    }
  }

  private static Reply acknowledge(MeasurementUid uid, String reportId, Judgement judgement) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("measurement_uid", uid.text());
    body.put("verification_status", judgement.authorship().status().wire());
    putText(body, "submit_response", judgement.response());
    body.put("protocol_version", PROTOCOL_VERSION);
    putText(body, "error", judgement.error());
    body.put("report_id", reportId);
    return Reply.json(body).with("Cache-Control", "no-cache");
  }

  private static void putText(ObjectNode body, String member, Optional<String> text) {
    text.ifPresentOrElse(t -> body.put(member, t), () -> body.putNull(member));
  }
}
