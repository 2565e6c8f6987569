package org.holdfast.model.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.holdfast.model.json.UnreadableJsonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeasurementScannerTest {
  @Test
  void everyMemberWeActOnIsRead() throws UnreadableJsonException {
    MeasurementFields fields =
        scan(
            """
            {"annotations":{"architecture":"arm64","engine_name":"ooniprobe-engine",
              "engine_version":"3.30.0","platform":"android","ooni_run_link_id":"10001","x":{}},
             "data_format_version":"0.2.0","input":"https://example.org/",
             "measurement_start_time":"2026-08-21 09:10:12","probe_asn":"AS64501","probe_cc":"PT",
             "report_id":"r","software_name":"miniooni","software_version":"3.30.0",
             "test_helpers":{"backend":{"address":"https://th.example.net","type":"https"},"y":[]},
             "test_keys":{"probe_cc":"XX"},"test_name":"web_connectivity","test_runtime":1.25,
             "test_start_time":"2026-08-21 09:10:11","test_version":"0.5.28"}""");

    assertThat(fields.reportId()).contains("r");
    assertThat(fields.probeCc()).contains("PT");
    assertThat(fields.probeAsn()).contains("AS64501");
    assertThat(fields.testName()).contains("web_connectivity");
    assertThat(fields.input()).contains("https://example.org/");
    assertThat(fields.measurementStartTime()).contains("2026-08-21 09:10:12");
    assertThat(fields.testStartTime()).contains("2026-08-21 09:10:11");
    assertThat(fields.softwareName()).contains("miniooni");
    assertThat(fields.softwareVersion()).contains("3.30.0");
    assertThat(fields.testVersion()).contains("0.5.28");
    assertThat(fields.dataFormatVersion()).contains("0.2.0");
    assertThat(fields.platform()).contains("android");
    assertThat(fields.architecture()).contains("arm64");
    assertThat(fields.engineName()).contains("ooniprobe-engine");
    assertThat(fields.engineVersion()).contains("3.30.0");
    assertThat(fields.testRuntime()).contains(1.25);
    assertThat(fields.testHelperAddress()).contains("https://th.example.net");
    assertThat(fields.testHelperType()).contains("https");
    assertThat(fields.ooniRunLinkId()).contains("10001");
    assertThat(fields.mistyped()).isEmpty();
    assertThat(fields.isSelfDescribing()).isTrue();
  }

  @Test
  void emptyObjectHasNoFields() throws UnreadableJsonException {
    MeasurementFields fields = scan("{}");

    assertThat(fields.isSelfDescribing()).isFalse();
    assertThat(fields.testRuntime()).isEmpty();
    assertThat(fields.mistyped()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"a:1\",\"b:2\"]|{a:1,b:2}",
        "[]|{}",
        "[\"a,b\"]|{a,b}",
        "\"https://x/\"|https://x/",
        "\"\"|''"
      })
  void inputIsTextOrAList(String json, String expected) throws UnreadableJsonException {
    assertThat(scan("{\"input\":" + json + "}").input()).contains(expected);
  }

  @Test
  void nullInputIsUsual() throws UnreadableJsonException {
    MeasurementFields fields = scan("{\"input\":null}");

    assertThat(fields.input()).isEmpty();
    assertThat(fields.mistyped()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"probe_cc\":null|probe_cc",
        "\"probe_asn\":30722|probe_asn",
        "\"test_name\":{\"a\":[]}|test_name",
        "\"annotations\":[]|annotations",
        "\"annotations\":null|annotations",
        "\"annotations\":{\"platform\":{\"x\":1}}|annotations.platform",
        "\"input\":7|input",
        "\"input\":{}|input",
        "\"input\":[\"a\",[1]]|input",
        "\"test_runtime\":\"1\"|test_runtime",
        "\"test_runtime\":1e999|test_runtime",
        "\"test_helpers\":\"x\"|test_helpers",
        "\"test_helpers\":{\"backend\":[]}|test_helpers.backend"
      })
  void unexpectedTypesAreNamedAndScanningGoesOn(String member, String name)
      throws UnreadableJsonException {
    MeasurementFields fields = scan("{" + member + ",\"report_id\":\"r\"}");

    assertThat(fields.mistyped()).containsExactly(name);
    assertThat(fields.reportId()).contains("r");
  }

  @Test
  void backendMayBePlainText() throws UnreadableJsonException {
    assertThat(scan("{\"test_helpers\":{\"backend\":\"192.0.2.1\"}}").testHelperAddress())
        .contains("192.0.2.1");
  }

  @Test
  void runLinkMayBeANumber() throws UnreadableJsonException {
    assertThat(scan("{\"annotations\":{\"ooni_run_link_id\":10001}}").ooniRunLinkId())
        .contains("10001");
  }

  @Test
  void escapedNulIsKept() throws UnreadableJsonException {
    assertThat(scan("{\"input\":\"a\\u0000b\"}").input()).contains("a\u0000b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "report_id",
        "probe_cc",
        "probe_asn",
        "test_name",
        "input",
        "measurement_start_time",
        "test_start_time",
        "software_name",
        "software_version",
        "test_version",
        "data_format_version",
        "annotations",
        "test_runtime",
        "test_helpers"
      })
  void memberGivenTwiceIsRefusedByName(String member) {
    assertThatThrownBy(() -> scan("{\"M\":null,\"x\":1,\"M\":null}".replace("M", member)))
        .isInstanceOf(UnreadableJsonException.class)
        .hasMessageStartingWith("member " + member + " stands twice in the document");
  }

  @Test
  void offsetOfAnErrorCountsFromTheStartOfTheArray() {
    byte[] bytes = "xxxx{\"a\":?}xx".getBytes(UTF_8);

    assertThatThrownBy(() -> MeasurementScanner.scan(bytes, 4, 7))
        .hasMessage("not valid JSON at byte 9");
  }

  @Test
  void bytesOutsideTheSliceAreNotLookedAt() throws UnreadableJsonException {
    byte[] bytes = "\u0000[{\"report_id\":\"r\"}]".getBytes(UTF_8);

    assertThat(MeasurementScanner.scan(bytes, 2, bytes.length - 3).reportId()).contains("r");
  }

  private static MeasurementFields scan(String document) throws UnreadableJsonException {
    byte[] bytes = document.getBytes(UTF_8);
    return MeasurementScanner.scan(bytes, 0, bytes.length);
  }
}
