package org.holdfast.model.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.holdfast.model.RealDocuments;
import org.holdfast.model.document.MeasurementFields;
import org.holdfast.model.document.MeasurementScanner;
import org.holdfast.model.document.PublishedDocument;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import org.holdfast.model.yaml.LegacyYaml.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class LegacyMeasurementTest {
  private static final String HEADER =
      """
      data_format_version: 0.1.0
      input_hashes: []
      options: [-f, urls.txt]
      probe_asn: AS7472
      probe_cc: sg
      probe_city: null
      probe_ip: 192.0.2.9
      report_id: xeBBNSMO0e6GtMx9nq6SsG6qGDrgrvdey6aOVBjX2USB7FHMfr5kNISRc3sJ8CIM
      software_name: ooniprobe
      software_version: 1.3
      start_time: 1532619434.0
      test_helpers: {backend: 192.0.2.110}
      test_name: HTTP Invalid Request Line
      test_start_time: '2018-07-26 23:37:23'
      test_version: '0.2'
      """;

  @Test
  void entryOfFormat010BecomesADocumentOfFormat020() throws UnreadableYamlException {
    String document =
        document(
            HEADER,
            """
            input: null
            received: ['', "GET"]
            headers_diff: !!set {a}
            tampering: true
            test_runtime: 8.05
            test_start_time: 1532620222.9
            """);

    assertThat(document)
        .isEqualTo(
            """
            {"data_format_version":"0.2.0","input":null,"input_hashes":[],\
            "measurement_start_time":"2018-07-26 15:50:22","options":["-f","urls.txt"],\
            "probe_asn":"AS7472","probe_cc":"SG","probe_city":null,"probe_ip":"127.0.0.1",\
            "report_id":"RID","software_name":"ooniprobe","software_version":"1.3",\
            "test_helpers":{"backend":"192.0.2.110"},\
            "test_keys":{"headers_diff":["a"],"received":["","GET"],"tampering":true},\
            "test_name":"http_invalid_request_line","test_runtime":8.05,\
            "test_start_time":"2018-07-26 15:37:14","test_version":"0.2"}""");
  }

  @Test
  void entryOfFormat020KeepsItsShapeAndGainsWhatItLacks()
      throws UnreadableYamlException, UnreadableJsonException {
    JsonNode document =
        tree(
            document(
                HEADER,
                """
                data_format_version: 0.2.0
                input: http://example.org/
                measurement_start_time: '2016-04-20 10:00:01'
                probe_cc: IT
                resolver_asn: AS1
                test_keys: {input: x, headers: {}}
                test_start_time: '2016-04-20 10:00:00'
                """));

    assertThat(document.at("/test_keys").toString()).isEqualTo("{\"input\":\"x\",\"headers\":{}}");
    assertThat(document.at("/resolver_asn").asString()).isEqualTo("AS1");
    assertThat(document.at("/probe_cc").asString()).isEqualTo("IT");
    assertThat(document.at("/probe_asn").asString()).isEqualTo("AS7472");
    assertThat(document.at("/measurement_start_time").asString()).isEqualTo("2016-04-20 10:00:01");
    assertThat(document.at("/test_start_time").asString()).isEqualTo("2016-04-20 10:00:00");
    assertThat(document.at("/report_id").asString()).isEqualTo("RID");
  }

  @Test
  void embeddedReportIsFlattened() throws UnreadableYamlException, UnreadableJsonException {
    JsonNode document = tree(document(HEADER, "input: a\nreport: {agent: tor, input: b}"));

    assertThat(document.at("/input").asString()).isEqualTo("a");
    assertThat(document.at("/test_keys/agent").asString()).isEqualTo("tor");
    assertThat(document.at("/test_keys/report").isMissingNode()).isTrue();
  }

  @Test
  void nothingButAnEntryIsStillADocument() throws UnreadableYamlException, UnreadableJsonException {
    String document = document("", "x: 1");

    MeasurementFields fields = scan(document.getBytes(UTF_8));
    assertThat(fields.probeCc()).contains("ZZ");
    assertThat(fields.probeAsn()).contains("AS0");
    assertThat(fields.reportId()).contains("RID");
    assertThat(tree(document).at("/test_keys/x").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "start_time: 1446726576|2015-11-05 12:29:36",
        "start_time: '1446726576.5'|2015-11-05 12:29:36",
        "test_start_time: '2015-11-05T12:29:36Z'|2015-11-05 12:29:36",
        "test_start_time: 2015-11-05 12:29:36.25|2015-11-05 12:29:36",
        "test_start_time: '2015-11-05 13:29:36+01:00'|2015-11-05 12:29:36",
        "start_time: nonsense|null",
        "start_time: -5|null",
        "start_time: .inf|null",
        "start_time: 1e300|null",
        "test_start_time: '2015-13-05 12:29:36'|null",
        "test_start_time: [1]|null"
      })
  void timesBecomeUtcText(String header, String expected)
      throws UnreadableYamlException, UnreadableJsonException {
    JsonNode document = tree(document(header, "x: 1"));

    assertThat(document.at("/test_start_time").asString("null")).isEqualTo(expected);
    assertThat(document.at("/measurement_start_time")).isEqualTo(document.at("/test_start_time"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "probe_cc: NO|/probe_cc|NO",
        "probe_asn: 30722|/probe_asn|AS30722",
        "probe_asn: as30722|/probe_asn|AS30722",
        "software_version: 1.0|/software_version|1.0",
        "test_name: DNS Consistency|/test_name|dns_consistency",
        "test_name: HTTP Requests Test|/test_name|http_requests",
        "options: [-x, --url, http://a/]|/input|http://a/",
        "options: {subargs: [-u, http://b/]}|/input|http://b/",
        "options: {subargs: [-u, http://b/]}|/options/0|-u"
      })
  void namesTakeTodaysForm(String header, String pointer, String expected)
      throws UnreadableYamlException, UnreadableJsonException {
    assertThat(tree(document(header, "x: 1")).at(pointer).asString()).isEqualTo(expected);
  }

  @Test
  void textThatIsNotUnicodeIsStillJson() throws UnreadableYamlException, UnreadableJsonException {
    JsonNode document = tree(document("", "a: \"\\uD800 \\0\"\nb: !!binary gIE="));

    assertThat(document.at("/test_keys/a").asString()).isEqualTo("\uD800 \u0000");
    assertThat(document.at("/test_keys/b/format").asString()).isEqualTo("base64");
  }

  @Test
  void realReportsBecomeDocuments() throws IOException, UnreadableJsonException {
    for (Path file : RealDocuments.in("yaml")) {
      List<Entry> entries = LegacyYaml.readStream(Files.readString(file));
      assertThat(entries).as(file.toString()).hasSize(2).allMatch(Entry.Mapping.class::isInstance);

      byte[] document =
          LegacyMeasurement.toDocument(
              ((Entry.Mapping) entries.get(0)).members(),
              ((Entry.Mapping) entries.get(1)).members(),
              "RID");

      MeasurementFields fields = scan(document);
      assertThat(fields.isSelfDescribing()).as(file.toString()).isTrue();
      assertThat(fields.testName()).as(file.toString()).get().asString().startsWith("http_");
      assertThat(fields.probeCc()).as(file.toString()).get().asString().matches("[A-Z]{2}");
      assertThat(fields.probeAsn()).as(file.toString()).get().asString().matches("AS[0-9]+");
      String time = "20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}";
      assertThat(fields.measurementStartTime()).get().asString().matches(time);
      assertThat(fields.testStartTime()).get().asString().matches(time);
      assertThat(fields.dataFormatVersion()).contains("0.2.0");
      assertThat(fields.reportId()).contains("RID");
      assertThat(BoundedJson.readTree(document).at("/test_keys").isObject()).isTrue();
      assertThat(PublishedDocument.of(document, 0, document.length, "RID")).isEqualTo(document);
    }
  }

  private static String document(String header, String entry) throws UnreadableYamlException {
    return new String(
        LegacyMeasurement.toDocument(
            header.isEmpty() ? Map.of() : LegacyYaml.readMapping(header),
            LegacyYaml.readMapping(entry),
            "RID"),
        UTF_8);
  }

  private static JsonNode tree(String json) throws UnreadableJsonException {
    return BoundedJson.readTree(json.getBytes(UTF_8));
  }

  private static MeasurementFields scan(byte[] document) throws UnreadableJsonException {
    return MeasurementScanner.scan(document, 0, document.length);
  }
}
