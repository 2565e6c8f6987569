package org.holdfast.catalogue.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.catalogue.StoredBodies;
import org.holdfast.edge.Endpoint;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/v1/measurement_meta` (pipeline contract §4.2). An unknown measurement is `{}` with
/// 200, as probes' tools expect (P85, P89); not to be cached, since it may be known in a second.
record MetaEndpoint(MeasurementLookup measurements, BodyReader reader) implements Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(MetaEndpoint.class);

  @Override
  public Reply handle(Request request) {
    boolean full = new Parameters(request).flag("full").orElse(false);
    Optional<MeasurementRow> row = measurements.find(request).map(MeasurementLookup.Found::row);
    if (row.isEmpty()) {
      return Reply.json(JsonNodeFactory.instance.objectNode()).with("Cache-Control", "no-cache");
    }
    Optional<String> raw = full ? raw(row.get()) : Optional.empty();
    boolean complete = !full || raw.isPresent();
    return Reply.json(answer(row.get(), full, raw.orElse("")))
        .with("Cache-Control", complete ? "public, max-age=60" : "no-cache");
  }

  private static ObjectNode answer(MeasurementRow row, boolean full, String raw) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("input", row.input())
            .put("measurement_start_time", Times.toSeconds(row.measurementStartTime()))
            .put("measurement_uid", row.uid().text())
            .put("report_id", row.reportId())
            .put("test_name", row.testName())
            .put("test_start_time", Times.toSeconds(row.testStartTime()))
            .put("probe_asn", row.vantagePoint().asn().number())
            .put("probe_cc", row.vantagePoint().countryCode().text())
            .put("scores", row.scores())
            .put("anomaly", row.anomaly())
            .put("confirmed", row.confirmed())
            .put("failure", row.failure());
    if (full) {
      json.put("raw_measurement", raw);
    }
    return json.put("category_code", "").put("verification_status", row.verification().wire());
  }

  private Optional<String> raw(MeasurementRow row) {
    try {
      return reader
          .read(row, StoredBodies::published)
          .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.warn("the bytes of {} cannot be read", row.uid(), e);
      return Optional.empty();
    }
  }
}
