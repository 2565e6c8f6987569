package org.holdfast.catalogue.api;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.holdfast.catalogue.MeasurementRow;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A page of search results as JSON: `{"metadata":{...},"results":[...]}` with the members, their
/// order and their types as recorded from OONI's API.
///
/// @param nextUrl empty on the last page; `count` and `pages` are known only there and -1 before
record SearchAnswer(
    Search search, List<MeasurementRow> rows, Optional<String> nextUrl, Duration took) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int BYTES_PER_RESULT = 700;

  byte[] toJson(Function<MeasurementRow, String> rawUrl) {
    var bytes = new ByteArrayOutputStream(BYTES_PER_RESULT * (rows.size() + 1));
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeName("metadata");
      writeMetadata(json);
      json.writeName("results");
      json.writeStartArray();
      for (MeasurementRow row : rows) {
        writeResult(json, row, rawUrl.apply(row));
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private void writeMetadata(JsonGenerator json) {
    boolean isFull = rows.size() >= search.limit();
    long count = (long) search.offset() + rows.size();
    json.writeStartObject();
    json.writeNumberProperty("count", isFull ? -1 : count);
    json.writeNumberProperty("current_page", pagesOf(search.offset()) + 1);
    json.writeNumberProperty("limit", search.limit());
    if (nextUrl.isPresent()) {
      json.writeStringProperty("next_url", nextUrl.get());
    } else {
      json.writeNullProperty("next_url");
    }
    json.writeNumberProperty("offset", search.offset());
    json.writeNumberProperty("pages", isFull ? -1 : pagesOf(count));
    json.writeNumberProperty("query_time", took.toNanos() / 1e9);
    json.writeEndObject();
  }

  /// How many pages so many results fill; a limit of 0 makes no pages.
  private long pagesOf(long results) {
    return search.limit() == 0 ? 0 : Math.ceilDiv(results, search.limit());
  }

  private static void writeResult(JsonGenerator json, MeasurementRow row, String url) {
    json.writeStartObject();
    json.writeBooleanProperty("anomaly", row.anomaly());
    json.writeBooleanProperty("confirmed", row.confirmed());
    json.writeBooleanProperty("failure", row.failure());
    if (row.input().isEmpty()) {
      json.writeNullProperty("input");
    } else {
      json.writeStringProperty("input", row.input());
    }
    json.writeStringProperty("probe_asn", row.vantagePoint().asn().toString());
    json.writeStringProperty("probe_cc", row.vantagePoint().countryCode().text());
    json.writeStringProperty("report_id", row.reportId());
    json.writeName("scores");
    JSON.writeTree(json, scores(row));
    json.writeStringProperty("test_name", row.testName());
    json.writeStringProperty("measurement_url", url);
    json.writeStringProperty("measurement_start_time", Times.toMicros(row.measurementStartTime()));
    json.writeStringProperty("measurement_uid", row.uid().text());
    json.writeStringProperty("verification_status", row.verification().wire());
    json.writeEndObject();
  }

  /// Always an object: a row that a damaged scorer wrote must not make the page unreadable.
  private static JsonNode scores(MeasurementRow row) {
    try {
      JsonNode scores = JSON.readTree(row.scores());
      return scores.isObject() ? scores : JSON.createObjectNode();
    } catch (JacksonException e) {
      return JSON.createObjectNode();
    }
  }
}
