package org.holdfast.collector.report;

import java.util.Optional;
import org.holdfast.collector.Claims;
import org.holdfast.collector.oonib.OpenFields;
import org.holdfast.collector.oonib.OpenRules;
import org.holdfast.edge.RefusedException;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.envelope.BodyFormat;
import org.holdfast.model.envelope.Envelope.Software;
import org.holdfast.model.id.TestName;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import org.holdfast.model.yaml.LegacyYaml;
import org.holdfast.model.yaml.UnreadableYamlException;
import tools.jackson.databind.JsonNode;

/// Reads the body of `POST /report` (legacy §1.2, probe-services §1.1, U3, U10).
final class OpenRequestReader {
  private static final String CONTENT = "content";

  private final OpenRules rules;

  OpenRequestReader(OpenRules rules) {
    this.rules = rules;
  }

  /// @throws RefusedException 400 naming the field
  OpenRequest read(byte[] body) {
    OpenFields request = OpenFields.of(readObject(body));
    BodyFormat format = format(request);
    OpenFields all = readHeader(request, format).map(request::orElse).orElse(request);
    rules.checkRequest(all);
    return new OpenRequest(request, claims(all), format);
  }

  private static JsonNode readObject(byte[] body) {
    try {
      JsonNode request = BoundedJson.readTree(body);
      if (!request.isObject()) {
        throw ReportRefusals.notAnObject().asException();
      }
      return request;
    } catch (UnreadableJsonException e) {
      throw ReportRefusals.unreadable(e).asException();
    }
  }

  /// Absent means YAML, for the clients of before 2016. Probe-services does not look at the format,
  /// and so takes any.
  private static BodyFormat format(OpenFields request) {
    if (request.mistyped().contains("format")) {
      throw ReportRefusals.invalidFormat().asException();
    }
    return switch (request.text("format").orElse("yaml")) {
      case "yaml" -> BodyFormat.YAML;
      case "json" -> BodyFormat.JSON;
      case String other when request.satisfyProbeServices() -> BodyFormat.JSON;
      case String other -> throw ReportRefusals.invalidFormat().asException();
    };
  }

  /// The YAML mapping in `content`, if there is one. In a JSON report `content` would be a first
  /// measurement; nobody sends that, and what is not kept must not be accepted.
  private Optional<OpenFields> readHeader(OpenFields request, BodyFormat format) {
    Optional<String> content = request.nonEmptyText(CONTENT);
    if (request.mistyped().contains(CONTENT)
        || (content.isPresent() && format == BodyFormat.JSON)) {
      throw ReportRefusals.invalidField(CONTENT, "content is for the header of a YAML report")
          .asException();
    }
    Optional<OpenFields> header = content.map(OpenRequestReader::readYaml);
    header.ifPresent(rules::checkHeader);
    return header;
  }

  private static OpenFields readYaml(String content) {
    try {
      return OpenFields.of(LegacyYaml.readMapping(content));
    } catch (UnreadableYamlException e) {
      throw ReportRefusals.invalidField(CONTENT, "content is not one YAML mapping").asException();
    }
  }

  private static Claims claims(OpenFields fields) {
    String testName = fields.text("test_name").orElse("");
    return new Claims(
        new VantagePoint(
            fields.text("probe_cc").map(Claims::countryCode).orElse(CountryCode.UNKNOWN),
            fields.text("probe_asn").map(Claims::asn).orElse(Asn.UNKNOWN)),
        testName,
        TestName.fromClaim(testName),
        new Software(
            fields.text("software_name").orElse(""), fields.text("software_version").orElse("")));
  }
}
