package org.holdfast.testkit.probe;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import tools.jackson.databind.JsonNode;

/// ooniprobe 1.5 to 2.3.0 (2016 to 2018): checks its collector with `GET /invalidpath`, opens a
/// report, sends up to seven appends at once, closes. Every request has a connection of its own and
/// is repeated up to three times on transport errors. It never looks at the status: a JSON answer
/// without a top-level `error` is success (legacy §0.3, §6.3).
public final class OoniprobePython implements Probe {
  private static final int PARALLEL = 7;
  private static final int TRIES = 4;

  private final Target target;
  private final Exchanges exchanges;
  private Optional<String> reportId = Optional.empty();

  public OoniprobePython(Target target, AttemptLog log, Clock clock) {
    this.target = target;
    this.exchanges = new Exchanges(generation(), log, clock);
  }

  @Override
  public Generation generation() {
    return Generation.PYTHON_JSON;
  }

  /// The report it writes to, once opened.
  public Optional<String> reportId() {
    return reportId;
  }

  /// Whether it accepts the server as a collector: `GET /invalidpath` answers a JSON object whose
  /// `error` is the integer 404 (L1).
  public boolean isReachable() {
    WireRequest request = Python.bodiless(target, "GET", "/invalidpath");
    return Exchanges.ask(TRIES, () -> WireConnection.once(target, request))
        .flatMap(Answer::json)
        .map(body -> body.get("error"))
        .filter(JsonNode::isIntegralNumber)
        .filter(error -> error.asInt() == 404)
        .isPresent();
  }

  @Override
  public List<Measurement> handIn(List<Measurement> measurements) {
    if (reportId.isEmpty() && isReachable()) {
      WireRequest open =
          Python.post(target, "POST", "/report", OpenReport.json(measurements.getFirst(), true));
      reportId =
          Exchanges.ask(TRIES, () -> WireConnection.once(target, open))
              .filter(answer -> !answer.hasErrorMember())
              .filter(answer -> answer.member("backend_version").isPresent())
              .flatMap(answer -> answer.member("report_id"));
    }
    if (reportId.isEmpty()) {
      return measurements;
    }
    String id = reportId.get();
    return Exchanges.inParallel(PARALLEL, measurements, measurement -> append(id, measurement));
  }

  @Override
  public void finish() {
    reportId.ifPresent(
        id -> {
          WireRequest close = Python.bodiless(target, "POST", "/report/" + id + "/close");
          Exchanges.ask(TRIES, () -> WireConnection.once(target, close));
        });
  }

  private Told append(String id, Measurement measurement) {
    String path = "/report/" + id;
    byte[] body = Exchanges.appendBody(Exchanges.withReportId(measurement.document(), id));
    WireRequest request = Python.post(target, "POST", path, body);
    return exchanges.handIn(
        measurement,
        path,
        id,
        body,
        answer -> answer.json().isPresent() && !answer.hasErrorMember(),
        TRIES,
        () -> WireConnection.once(target, request));
  }
}
