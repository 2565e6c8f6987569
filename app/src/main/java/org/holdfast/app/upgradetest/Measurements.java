package org.holdfast.app.upgradetest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.traffic.MeasurementMaker;
import org.holdfast.testkit.traffic.Nettest;
import org.holdfast.testkit.traffic.Vantage;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Measurements by the hundred thousand, each of its own. Thread-safe.
final class Measurements {
  private static final Vantage VANTAGE = new Vantage("IT", "AS3269");
  private static final int BYTES = 800;

  private final MeasurementMaker maker;

  Measurements(long seed) {
    this.maker = new MeasurementMaker(seed, Instant.now().minus(300, ChronoUnit.DAYS));
  }

  /// One of about `bytes` bytes.
  synchronized Measurement next(int bytes) {
    return maker.json(Generation.GO_SUBMIT, Nettest.WEB_CONNECTIVITY, VANTAGE, bytes);
  }

  /// One of the usual size.
  Measurement next() {
    return next(BYTES);
  }

  /// The body of a single-request submission.
  static byte[] submission(Measurement measurement) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    return body.put("format", "json").put("content", measurement.text()).toString().getBytes(UTF_8);
  }

  /// The body of an append to a report.
  static byte[] append(Measurement measurement) {
    return ("{\"format\":\"json\",\"content\":" + measurement.text() + "}").getBytes(UTF_8);
  }

  /// What a server keeps of a single-request submission.
  static Sha256 kept(Measurement measurement) {
    return Sha256.of(measurement.document());
  }
}
