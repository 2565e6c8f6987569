package org.holdfast.testkit.probe;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// OONI Probe with the Go engine up to 3.29: asks for the test helpers (its liveness check), checks
/// in, opens a report and appends to it one after the other over one connection kept alive. Success
/// is exactly 200 (probe-services §0.4). Nothing is compressed, the report is never closed.
public final class GoProbe implements Probe {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final GoClient client;
  private final Exchanges exchanges;
  private Optional<String> reportId = Optional.empty();
  private boolean inSession;

  public GoProbe(Target target, AttemptLog log, Clock clock) {
    this.client = new GoClient(target, "miniooni/3.29.1 ooniprobe-engine/3.29.1");
    this.exchanges = new Exchanges(generation(), log, clock);
  }

  /// A probe that goes on with a report that was opened before, here or at another collector (I3).
  public static GoProbe continuing(
      Target target, AttemptLog log, Clock clock, String openedBefore) {
    GoProbe probe = new GoProbe(target, log, clock);
    probe.reportId = Optional.of(openedBefore);
    probe.inSession = true;
    return probe;
  }

  /// The report it writes to, once opened.
  public Optional<String> reportId() {
    return reportId;
  }

  @Override
  public Generation generation() {
    return Generation.GO_REPORT;
  }

  /// Whether it uses this server at all: `GET /api/v1/test-helpers` answers 200 and a JSON object
  /// (P9, U16).
  public boolean findsServer() {
    return Exchanges.ask(1, () -> client.get("/api/v1/test-helpers"))
        .filter(answer -> answer.status() == 200)
        .flatMap(Answer::json)
        .filter(JsonNode::isObject)
        .isPresent();
  }

  /// The check-in before web connectivity (P11).
  public Optional<Answer> checkIn(String cc, String asn) {
    ObjectNode body = JSON.createObjectNode();
    body.put("charging", true).put("on_wifi", true).put("platform", "linux");
    body.put("probe_asn", asn).put("probe_cc", cc).put("run_type", "timed");
    body.put("software_name", "miniooni").put("software_version", "3.29.1");
    body.putObject("web_connectivity").putArray("category_codes");
    return Exchanges.ask(1, () -> client.post("/api/v1/check-in", JSON.writeValueAsBytes(body)));
  }

  @Override
  public List<Measurement> handIn(List<Measurement> measurements) {
    if (!inSession) {
      if (!findsServer()) {
        return measurements;
      }
      checkIn(measurements.getFirst().vantage().cc(), measurements.getFirst().vantage().asn());
      inSession = true;
    }
    if (reportId.isEmpty()) {
      byte[] open = OpenReport.json(measurements.getFirst(), false);
      reportId =
          Exchanges.ask(1, () -> client.post("/report", open))
              .filter(answer -> answer.status() == 200)
              .filter(GoProbe::supportsJson)
              .flatMap(answer -> answer.member("report_id"));
    }
    if (reportId.isEmpty()) {
      return measurements;
    }
    String id = reportId.get();
    List<Measurement> left = new ArrayList<>();
    for (Measurement measurement : measurements) {
      String path = "/report/" + id;
      byte[] body = Exchanges.appendBody(Exchanges.withReportId(measurement.document(), id));
      Told told =
          exchanges.handIn(
              measurement,
              path,
              id,
              body,
              answer -> answer.status() == 200,
              1,
              () -> client.post(path, body));
      if (told.isOpen()) {
        left.add(measurement);
      }
    }
    return left;
  }

  @Override
  public void finish() {
    client.close();
  }

  private static boolean supportsJson(Answer answer) {
    return answer
        .json()
        .map(body -> body.path("supported_formats"))
        .filter(formats -> formats.toString().contains("\"json\""))
        .isPresent();
  }
}
