package org.holdfast.testkit.probe;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.holdfast.testkit.traffic.Measurement;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The bodies with which the generations open a report.
final class OpenReport {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private OpenReport() {}

  /// What JSON clients since ooniprobe 1.4 send. ooniprobe and measurement-kit add `input_hashes`.
  static byte[] json(Measurement first, boolean withInputHashes) {
    ObjectNode body = JSON.createObjectNode();
    body.put("data_format_version", "0.2.0").put("format", "json");
    if (withInputHashes) {
      body.putArray("input_hashes");
    }
    body.put("probe_asn", first.vantage().asn()).put("probe_cc", first.vantage().cc());
    body.put("software_name", first.softwareName());
    body.put("software_version", first.softwareVersion());
    body.put("test_name", first.testName());
    body.put("test_start_time", TIME.format(first.startedAt()));
    body.put("test_version", "0.1.0");
    return JSON.writeValueAsBytes(body);
  }

  /// What ooniprobe 0.1 to 1.3 sends: no `format`, no country, and the report's header as a YAML
  /// text in `content` (U10).
  static byte[] yaml(Measurement first) {
    ObjectNode body = JSON.createObjectNode();
    body.put("software_name", first.softwareName());
    body.put("software_version", first.softwareVersion());
    body.put("probe_asn", first.vantage().asn());
    body.put("test_name", first.testName()).put("test_version", "0.2.4");
    body.putArray("input_hashes");
    body.put(
        "content",
        """
        ---
        input_hashes: []
        options: [-f, citizenlab-urls-global.txt]
        probe_asn: %s
        probe_cc: %s
        probe_city: !!binary |
          UmV5a2phdu1r
        probe_ip: 127.0.0.1
        report_id: null
        software_name: %s
        software_version: %s
        start_time: %d.0
        test_helpers: {}
        test_name: %s
        test_version: 0.2.4
        ...
        """
            .formatted(
                first.vantage().asn(),
                first.vantage().cc(),
                first.softwareName(),
                first.softwareVersion(),
                first.startedAt().getEpochSecond(),
                first.testName()));
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }
}
