package org.holdfast.testkit.probe;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import tools.jackson.databind.json.JsonMapper;

/// ooniprobe 0.1 to 1.3.2 (2013 to 2015): `POST /report` with a YAML header in `content` and no
/// format, entries one after the other through `PUT /report`, close without body or length. Needs
/// `report_id` and `backend_version` of the create answer and looks at no other one (legacy §6.3),
/// so it believes in every answer.
///
/// An entry is the same measurement only within its report, so what is tried again goes to the
/// report it was first sent to.
public final class OoniprobeYaml implements Probe {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Target target;
  private final Exchanges exchanges;
  private Optional<String> reportId = Optional.empty();

  public OoniprobeYaml(Target target, AttemptLog log, Clock clock) {
    this.target = target;
    this.exchanges = new Exchanges(generation(), log, clock);
  }

  @Override
  public Generation generation() {
    return Generation.PYTHON_YAML;
  }

  /// The report it writes to, once opened.
  public Optional<String> reportId() {
    return reportId;
  }

  /// Opens the report of a series, unless it is open.
  ///
  /// @return whether it is now
  public boolean openFor(Measurement first) {
    if (reportId.isEmpty()) {
      reportId =
          Exchanges.ask(4, () -> open(first))
              .filter(answer -> answer.member("backend_version").isPresent())
              .flatMap(answer -> answer.member("report_id"));
    }
    return reportId.isPresent();
  }

  @Override
  public List<Measurement> handIn(List<Measurement> measurements) {
    if (!openFor(measurements.getFirst())) {
      return measurements;
    }
    List<Measurement> left = new ArrayList<>();
    for (Measurement measurement : measurements) {
      if (append(reportId.get(), measurement).isOpen()) {
        left.add(measurement);
      }
    }
    return left;
  }

  @Override
  public void finish() {
    reportId.ifPresent(id -> Exchanges.ask(4, () -> close(id)));
  }

  private Answer open(Measurement first) throws IOException {
    return WireConnection.once(
        target, Python.post(target, "POST", "/report", OpenReport.yaml(first)));
  }

  private Told append(String id, Measurement measurement) {
    byte[] body =
        JSON.writeValueAsBytes(
            JSON.createObjectNode().put("report_id", id).put("content", measurement.text()));
    WireRequest request = Python.post(target, "PUT", "/report", body);
    return exchanges.handIn(
        measurement, "/report", id, body, _ -> true, 4, () -> WireConnection.once(target, request));
  }

  private Answer close(String id) throws IOException {
    return WireConnection.once(target, Python.bodiless(target, "POST", "/report/" + id + "/close"));
  }
}
