package org.holdfast.collector.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.holdfast.collector.fixture.Answer;
import org.holdfast.collector.fixture.CollectorUnderTest;
import org.holdfast.collector.fixture.InProcessProbe;
import org.holdfast.collector.oonib.OpenPolicy;
import org.holdfast.model.envelope.BodyFormat;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.Mark;
import org.holdfast.model.envelope.RecordKind;
import org.holdfast.model.envelope.Route;
import org.holdfast.model.id.ReportId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class OpenReportTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @RegisterExtension final CollectorUnderTest collector = new CollectorUnderTest();

  /// `$V` of the legacy contract, section 7.
  private static ObjectNode legacy() {
    return (ObjectNode)
        JSON.readTree(
            """
            {"software_name":"t","software_version":"1.0","test_name":"tt","test_version":"1.0",
             "probe_asn":"AS1","probe_cc":"IT","format":"json"}\
            """);
  }

  /// What Go clients up to 3.29 send.
  private static ObjectNode today() {
    return (ObjectNode)
        JSON.readTree(
            """
            {"data_format_version":"0.2.0","format":"json","probe_asn":"AS64501","probe_cc":"PT",
             "software_name":"miniooni","software_version":"3.29.0","test_name":"web_connectivity",
             "test_start_time":"2026-08-21 09:10:11","test_version":"0.5.28"}\
            """);
  }

  private Answer open(ObjectNode request) {
    return collector.probe().post("/report", request.toString());
  }

  @Test
  @DisplayName("L9, P33, P35, U1: the merged answer, and an id of six parts")
  void answersForBothGenerations() {
    Answer answer = open(today());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.json().propertyNames())
        .containsExactlyInAnyOrder("backend_version", "report_id", "supported_formats");
    assertThat(answer.text("backend_version")).matches("[0-9]+\\.[0-9]+\\.[0-9]+");
    assertThat(answer.json().path("supported_formats").toString()).isEqualTo("[\"yaml\",\"json\"]");
    assertThat(answer.text("report_id"))
        .matches("20261122T100000Z_webconnectivity_PT_64501_n1_[0-9A-Za-z]{16}");
    assertThat(collector.mint().attests(ReportId.parse(answer.text("report_id")).orElseThrow()))
        .isTrue();
  }

  @Test
  @DisplayName("I2: that a report was opened is durable, with all that was said")
  void notesDurablyThatTheReportWasOpened() {
    Answer answer = open(today());

    assertThat(collector.journal().records()).hasSize(1);
    JournalRecord opened = collector.journal().records().getFirst();
    assertThat(opened.envelope().kind()).isEqualTo(RecordKind.REPORT_OPENED);
    assertThat(opened.envelope().reportId()).isEqualTo(answer.text("report_id"));
    assertThat(opened.envelope().route()).isEqualTo(Route.REPORT);
    assertThat(opened.envelope().format()).isEqualTo(BodyFormat.JSON);
    assertThat(new String(opened.body(), UTF_8)).isEqualTo(today().toString());
    assertThat(collector.counted("received")).as("no submission").isZero();
  }

  @Test
  @DisplayName("L11, P35: 1000 opens give 1000 ids")
  void neverGivesAnIdTwice() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      ids.add(open(legacy()).text("report_id"));
    }
    assertThat(ids).hasSize(1000);
  }

  @Test
  @DisplayName("L12, P5: unknown members are fine")
  void takesUnknownMembers() {
    assertThat(open(legacy().put("probe_foo", "x").putNull("input_hashes")).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @DisplayName("L13, L14, P34, U3: an unusable country or network stands as ZZ and 0 in the id")
  @CsvSource(
      nullValues = "null",
      value = {
        "null, null, _ZZ_0_",
        "'', '', _ZZ_0_",
        "it, as30722, _IT_30722_",
        "I_T, AS007, _IT_7_",
        "ITA, 30722, _ZZ_0_",
        "ß, AS, _ZZ_0_",
        "1A, AS-5, _ZZ_0_",
        "ZZ, AS0, _ZZ_0_",
        "IT, AS99999999999, _IT_0_",
        "IT, 'AS1\n', _IT_1_"
      })
  void opensWithUnusableVantagePoints(String cc, String asn, String inId) {
    Answer answer = open(legacy().put("probe_cc", cc).put("probe_asn", asn));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("report_id")).contains(inId);
  }

  @Test
  void opensWithMistypedVantagePoints() {
    Answer answer = open(legacy().put("probe_asn", 30722).put("probe_cc", true));
    assertThat(answer.text("report_id")).contains("_ZZ_0_");
    ObjectNode without = legacy();
    without.remove("probe_cc");
    without.remove("probe_asn");
    assertThat(open(without).text("report_id")).contains("_ZZ_0_");
  }

  @ParameterizedTest
  @DisplayName("L15, L16: names and versions are held to their patterns")
  @CsvSource({
    "software_version, 1.7.0-beta.1+11.7, 200",
    "software_version, 1 0, 400",
    "software_version, '1.0\n', 400",
    "test_version, 0/1, 400",
    "data_format_version, 0 2, 400",
    "test_name, web connectivity, 200",
    "test_name, a.b, 200",
    "test_name, a/b, 400",
    "test_name, tést, 400",
    "software_name, a b, 200",
    "software_name, a?b, 400"
  })
  void checksPatterns(String name, String value, int status) {
    Answer answer = open(legacy().put(name, value));
    assertThat(answer.status()).isEqualTo(status);
    if (status == 400) {
      assertThat(answer.text("error")).isEqualTo("invalid-request-field " + name);
      assertThat(answer.json().path("detail").isString()).isTrue();
      assertThat(collector.journal().records()).isEmpty();
    }
  }

  @Test
  void takesVersionsThatAreNumbers() {
    assertThat(open(legacy().put("software_version", 1.5).put("test_version", 2)).status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("U3: what probe-services accepts is accepted")
  void takesWhatProbeServicesTakes() {
    Answer answer =
        open(
            today()
                .put("test_name", "a/b?")
                .put("software_version", "1 0")
                .put("test_start_time", "yesterday")
                .put("format", "bson"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("report_id")).contains("_ab_PT_");
    assertThat(open(today().put("test_name", "/")).text("report_id")).contains("_unknown_PT_");
  }

  @ParameterizedTest
  @DisplayName("L17, U3, U6: a missing required field is named")
  @ValueSource(strings = {"software_name", "software_version", "test_name", "test_version"})
  void namesMissingFields(String name) {
    for (ObjectNode base : new ObjectNode[] {legacy(), today()}) {
      ObjectNode without = base.deepCopy();
      without.remove(name);
      for (ObjectNode request : new ObjectNode[] {without, base.deepCopy().putNull(name)}) {
        Answer answer = open(request);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("missing-request-field " + name);
        assertThat(answer.json().path("detail").isString()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @DisplayName("L18: what is no JSON object is refused")
  @ValueSource(strings = {"{", "", "[]", "5", "null", "\"x\"", "{}x", "{\"a\":NaN}", "\u0000"})
  void refusesWhatIsNoObject(String body) {
    Answer answer = collector.probe().post("/report", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid-request");
    assertThat(answer.text("detail")).startsWith("Incorrect format");
  }

  @ParameterizedTest
  @DisplayName("L19: one broken release is blocked")
  @CsvSource({"2.0.0, 400", "2.0.0-rc.1, 400", "2.0.1, 200", "2.0.00, 200"})
  void blocksABrokenRelease(String version, int status) {
    for (ObjectNode request : new ObjectNode[] {legacy(), today()}) {
      request.put("software_name", "ooniprobe-android").put("software_version", version);
      Answer answer = open(request);
      assertThat(answer.status()).isEqualTo(status);
      if (status == 400) {
        assertThat(answer.text("error")).isEqualTo("invalid-request-field software_version");
      }
    }
  }

  @Test
  @DisplayName("L20: test helpers are answered by name")
  void answersTestHelpers() {
    Answer unknown = open(legacy().put("test_helper", "nope"));
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.text("error")).isEqualTo("test-helper-not-found");
    for (String bad : new String[] {"no pe", ""}) {
      Answer invalid = open(legacy().put("test_helper", bad));
      assertThat(invalid.status()).isEqualTo(400);
      assertThat(invalid.text("error")).isEqualTo("invalid-request-field test_helper");
    }
    assertThat(collector.journal().records()).isEmpty();
    Answer known = open(legacy().put("test_helper", "web_connectivity"));
    assertThat(known.text("test_helper_address")).isEqualTo("https://helper.example/");
    assertThat(open(legacy().putNull("test_helper")).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @DisplayName("L21: start times may be old, not unreadable")
  @CsvSource({"yesterday, 400", "2016-11-22 10:00:00, 200", "2016-02-30 10:00:00, 400", "'', 200"})
  void checksStartTimes(String time, int status) {
    Answer answer = open(legacy().put("test_start_time", time));
    assertThat(answer.status()).isEqualTo(status);
    if (status == 400) {
      assertThat(answer.text("error")).isEqualTo("invalid-request-field test_start_time");
    }
  }

  @Test
  void refusesOtherFormatsAndContentInJsonReports() {
    Answer format = open(legacy().put("format", "xml"));
    assertThat(format.status()).isEqualTo(400);
    assertThat(format.text("error")).isEqualTo("invalid-format-field");
    Answer content = open(legacy().put("content", "{}"));
    assertThat(content.status()).isEqualTo(400);
    assertThat(content.text("error")).isEqualTo("invalid-request-field content");
    ObjectNode object = legacy();
    object.putObject("content");
    assertThat(open(object).text("error")).isEqualTo("invalid-request-field content");
  }

  @Test
  @DisplayName("L22, U10: a YAML header of a real client of 2013 opens a report")
  void opensWithAYamlHeader() {
    String header =
        """
        ---
        input_hashes: []
        options: [-f, urls.txt]
        probe_asn: AS30722
        probe_cc: IT
        probe_city: !!binary |
          TWlsYW7DqQ==
        probe_ip: 127.0.0.1
        report_id: null
        software_name: ooniprobe
        software_version: 1.2.2
        start_time: 1379602182.0
        test_name: HTTP Requests
        test_version: 0.1
        ...
        """;
    ObjectNode request = JSON.createObjectNode().put("content", header);
    Answer answer = open(request);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("report_id")).contains("_httprequests_IT_30722_n1_");
    JournalRecord opened = collector.journal().records().getFirst();
    assertThat(opened.envelope().format()).isEqualTo(BodyFormat.YAML);
    assertThat(opened.envelope().route()).isEqualTo(Route.OONIB);
    assertThat(new String(opened.body(), UTF_8)).isEqualTo(request.toString());
    // Members beside it count too.
    ObjectNode both = legacy().put("content", header);
    both.remove("format");
    assertThat(open(both).text("report_id")).contains("_tt_IT_1_");
  }

  @Test
  void refusesYamlHeadersThatLackAFieldOrAreNoMapping() {
    ObjectNode request = legacy();
    request.remove("format");
    Answer lacking = open(request.put("content", "---\nsoftware_name: a\ntest_name: bb\n...\n"));
    assertThat(lacking.status()).isEqualTo(400);
    assertThat(lacking.text("error")).isEqualTo("missing-request-field software_version");
    for (String broken :
        new String[] {"--- [1, 2]\n", "--- !!python/object:os.system {}\n", "a: ["}) {
      Answer answer = open(request.put("content", broken));
      assertThat(answer.status()).as(broken).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("invalid-request-field content");
    }
  }

  @Test
  @DisplayName("I8: the address in probe_ip is not stored")
  void scrubsTheAddress() {
    InProcessProbe.at("198.51.100.7", collector.routes())
        .post("/report", legacy().put("probe_ip", "198.51.100.7").toString());
    JournalRecord opened = collector.journal().records().getFirst();
    assertThat(new String(opened.body(), UTF_8)).doesNotContain("198.51.100.7");
    assertThat(opened.envelope().has(Mark.ADDRESS_SCRUBBED)).isTrue();
  }

  @Test
  @DisplayName("L1 to L5, L8: what oonib's clients ask besides")
  void answersWhatOonibsClientsAskBesides() {
    assertThat(collector.probe().get("/invalidpath").json().path("error").asInt()).isEqualTo(404);
    assertThat(collector.probe().get("/report").status()).isEqualTo(405);
    assertThat(collector.probe().get("/report/x/close").status()).isEqualTo(405);
    assertThat(collector.probe().post("/report/", "{}").status()).isEqualTo(404);
    assertThat(collector.probe().put("/report/x", "{}").status()).isEqualTo(405);
    for (String method : new String[] {"GET", "POST"}) {
      Answer pcap = collector.probe().send(method, "/pcap", "x".getBytes(UTF_8));
      assertThat(pcap.status()).isEqualTo(200);
      assertThat(pcap.body()).isEmpty();
    }
    assertThat(collector.journal().records()).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("L23: with a policy, in this order")
  @CsvSource(
      delimiter = '|',
      value = {
        "|tt|406|input-hash-not-provided",
        "null|tt|406|input-hash-not-provided",
        "\"aa\"|tt|406|input-hash-not-provided",
        "[\"bb\"]|tt|406|invalid-input-hash",
        "[7]|tt|406|invalid-input-hash",
        "[\"aa\"]|other|406|invalid-nettest-name",
        "[]|other|406|invalid-nettest-name",
        "[\"aa\"]|tt|200|",
        "[]|tt|200|"
      })
  void policyDecidesWhatIsOpened(String hashes, String test, int status, String error) {
    collector.setPolicy(OpenPolicy.of(Set.of("aa"), Set.of("tt")));
    ObjectNode request = legacy().put("test_name", test);
    if (hashes != null) {
      request.set("input_hashes", JSON.readTree(hashes));
    }

    Answer answer = open(request);

    assertThat(answer.status()).isEqualTo(status);
    if (error != null) {
      assertThat(answer.text("error")).isEqualTo(error);
      assertThat(collector.journal().records()).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "L23: an empty list of a policy allows everything of its kind; none asks for nothing")
  void emptyPolicyAllowsEverything() {
    ObjectNode request = legacy();
    request.putArray("input_hashes").add("cc");

    assertThat(open(legacy()).status()).isEqualTo(200);
    collector.setPolicy(OpenPolicy.of(Set.of(), Set.of()));
    assertThat(open(request).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("L23: hashes in the header of a YAML report count too")
  void policyReadsTheHeaderOfYamlReports() {
    collector.setPolicy(OpenPolicy.of(Set.of("aa"), Set.of()));
    String header =
        "---\nsoftware_name: t\nsoftware_version: '1'\ntest_name: tt\ntest_version: '1'\n"
            + "input_hashes: [%s]\n...\n";

    assertThat(open(JSON.createObjectNode().put("content", header.formatted("aa"))).status())
        .isEqualTo(200);
    assertThat(open(JSON.createObjectNode().put("content", header.formatted("bb"))).status())
        .isEqualTo(406);
  }
}
