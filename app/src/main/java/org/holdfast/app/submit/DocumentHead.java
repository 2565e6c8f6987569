package org.holdfast.app.submit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.model.id.ReportId;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The top-level members of a measurement document that say which report it belongs to.
///
/// @param members the ones that are text, of [#OPENING]
/// @param reportId `report_id` where it is text
/// @param reportIdFrom where the value of `report_id` starts in the document, -1 if there is none
/// @param reportIdTo where it ends
record DocumentHead(
    Map<String, String> members, Optional<String> reportId, int reportIdFrom, int reportIdTo) {

  /// What the opening of a report takes from its first measurement.
  static final Set<String> OPENING =
      Set.of(
          "software_name",
          "software_version",
          "test_name",
          "test_version",
          "probe_asn",
          "probe_cc",
          "data_format_version",
          "test_start_time");

  private static final JsonFactory JSON = JsonFactory.builder().build();

  /// Reads a document; empty if it is not a JSON object.
  static Optional<DocumentHead> scan(byte[] document) {
    Map<String, String> members = new LinkedHashMap<>();
    Optional<String> reportId = Optional.empty();
    int from = -1;
    int to = -1;
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), document)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        Optional<String> text =
            token == JsonToken.VALUE_STRING ? Optional.of(parser.getString()) : Optional.empty();
        if (name.equals("report_id")) {
          reportId = text;
          from = (int) parser.currentTokenLocation().getByteOffset();
          parser.skipChildren();
          parser.finishToken();
          to = (int) parser.currentLocation().getByteOffset();
        } else if (OPENING.contains(name)) {
          text.ifPresent(value -> members.put(name, value));
        }
        parser.skipChildren();
      }
      return parser.nextToken() == null
          ? Optional.of(new DocumentHead(members, reportId, from, to))
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /// Whether the document comes from a report of the years before single submissions, when ids had
  /// other forms; such a document goes back into a report.
  boolean isLegacy() {
    return reportId
        .flatMap(ReportId::parse)
        .map(ReportId::form)
        .filter(form -> form != ReportId.Form.ISSUED)
        .isPresent();
  }

  /// The document as a client of that time would have sent it into a report newly opened: with that
  /// report's id, every other byte the same.
  byte[] underReport(byte[] document, String newReportId) {
    byte[] value = ('"' + newReportId + '"').getBytes(StandardCharsets.US_ASCII);
    byte[] changed =
        Arrays.copyOf(document, document.length - (reportIdTo - reportIdFrom) + value.length);
    System.arraycopy(value, 0, changed, reportIdFrom, value.length);
    System.arraycopy(
        document, reportIdTo, changed, reportIdFrom + value.length, document.length - reportIdTo);
    return changed;
  }
}
