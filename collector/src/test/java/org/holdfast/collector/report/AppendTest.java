package org.holdfast.collector.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.holdfast.collector.fixture.Answer;
import org.holdfast.collector.fixture.CollectorUnderTest;
import org.holdfast.collector.fixture.Documents;
import org.holdfast.collector.fixture.InProcessProbe;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.envelope.BodyFormat;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.Mark;
import org.holdfast.model.envelope.RecordKind;
import org.holdfast.model.envelope.Route;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppendTest {
  private static final String DOCUMENT = Documents.signal("https://example.org/");
  private static final String LETTERS = "a".repeat(64);
  private static final String OONIB = "20170101T000000Z_AS30722_" + "b".repeat(50);
  private static final String SYNTHETIC = "20140101T000000Z_" + "c".repeat(50);

  @RegisterExtension final CollectorUnderTest collector = new CollectorUnderTest();

  private String genuine() {
    return collector.reportId("signal", "PT", 64501);
  }

  private Answer append(String id, String body) {
    return collector.probe().post("/report/" + id, body);
  }

  @Test
  @DisplayName("L26, P36, U5: success in the words of both generations, and what is stored")
  void acknowledgesInBothGenerationsWords() {
    String id = genuine();
    String body = Documents.append(DOCUMENT);
    Answer answer = append(id, body);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.text("status")).isEqualTo("success");
    assertThat(answer.text("measurement_uid"))
        .matches("20261122100000\\.[0-9]{6}_PT_signal_[0-9a-f]{16}");
    assertThat(answer.json().propertyNames())
        .containsExactlyInAnyOrder("status", "measurement_uid");
    JournalRecord stored = collector.journal().measurement();
    assertThat(new String(stored.body(), UTF_8)).as("I4").isEqualTo(body);
    Envelope envelope = stored.envelope();
    assertThat(envelope.route()).isEqualTo(Route.REPORT);
    assertThat(envelope.format()).isEqualTo(BodyFormat.JSON);
    assertThat(envelope.reportId()).isEqualTo(id);
    assertThat(envelope.documentSha256()).isEqualTo(Sha256.of(DOCUMENT.getBytes(UTF_8)));
    assertThat(envelope.marks()).isEmpty();
    assertThat(collector.counted("accepted", "route", "report")).isEqualTo(1);
  }

  @Test
  @DisplayName("P71: the same request again is the same measurement")
  void recognisesARetry() {
    String id = genuine();
    Answer first = append(id, Documents.append(DOCUMENT));
    Answer second = append(id, Documents.append(DOCUMENT));
    assertThat(second.text("measurement_uid")).isEqualTo(first.text("measurement_uid"));
    assertThat(collector.journal().measurements()).hasSize(1);
    assertThat(collector.counted("repeated", "route", "report")).isEqualTo(1);
  }

  @Test
  @DisplayName("L26: an object that says nothing about itself counts only within its report")
  void bareObjectsCountWithinTheirReport() {
    String body = "{\"format\":\"json\",\"content\":{\"a\":null}}";
    String id = genuine();
    Answer one = append(id, body);
    Answer again = append(id, body);
    Answer other = append(genuine(), body);

    assertThat(one.text("measurement_uid")).contains("_PT_signal_");
    assertThat(again.text("measurement_uid")).isEqualTo(one.text("measurement_uid"));
    assertThat(other.text("measurement_uid")).isNotEqualTo(one.text("measurement_uid"));
    assertThat(collector.journal().measurements()).hasSize(2);
    Envelope envelope = collector.journal().measurements().getFirst().envelope();
    assertThat(envelope.has(Mark.BAD_METADATA)).isTrue();
    assertThat(envelope.has(Mark.INCONSISTENT_WITH_REPORT)).isFalse();
    assertThat(envelope.claimed())
        .isEqualTo(new VantagePoint(new CountryCode("PT"), new Asn(64501)));
  }

  @Test
  @DisplayName("U2, P41: ids of every form ever issued are taken, those not ours are marked")
  void takesIdsOfEveryForm() {
    String foreign = CollectorUnderTest.foreignReportId("signal", "PT", 64501);
    for (String id : new String[] {foreign, LETTERS, OONIB, SYNTHETIC}) {
      String document = Documents.signal("https://example.org/" + id);
      assertThat(append(id, Documents.append(document)).status()).as(id).isEqualTo(200);
    }
    assertThat(collector.journal().measurements())
        .hasSize(4)
        .allMatch(r -> r.envelope().has(Mark.UNATTESTED));
  }

  @ParameterizedTest
  @DisplayName("U2, L29, P37: ids in no known form are not found")
  @ValueSource(
      strings = {
        "x",
        "20261122T100000Z_signal_PT_64501_n1",
        "20261122T100000Z_signal_PT_AS64501_n1_0123456789abcdef",
        "20261122T100000Z_s_PT_64501_n1_0123456789abcdef"
      })
  void doesNotFindIdsOfNoForm(String id) {
    Answer answer = append(id, Documents.append(DOCUMENT));
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text("error")).isEqualTo("Report not found");
    assertThat(answer.json().path("detail").isString()).isTrue();
    assertThat(collector.counted("refused", "reason", "unknown-report")).isEqualTo(1);
  }

  @ParameterizedTest
  @DisplayName("U4: what P39 records as thrown away is stored")
  @CsvSource({"ZZ, 64501", "PT, 0", "ZZ, 0"})
  void storesWhatIsSentToUnknownPlaces(String cc, long asn) {
    String id = collector.reportId("signal", cc, asn);
    assertThat(append(id, Documents.append(DOCUMENT)).text("measurement_uid")).isNotEmpty();
    assertThat(collector.journal().measurement().envelope().has(Mark.INCONSISTENT_WITH_REPORT))
        .isTrue();
  }

  @ParameterizedTest
  @DisplayName(
      "U4 over P40: metadata that breaks the rules, null and numbers are stored and marked")
  @CsvSource(
      delimiter = '|',
      value = {
        "\"PT\" | \"it\"",
        "\"PT\" | \"ITA\"",
        "\"PT\" | null",
        "\"PT\" | 5",
        "\"signal\" | \"a\"",
        "\"signal\" | \"Web\"",
        "\"signal\" | \"12\"",
        "\"signal\" | null",
        "\"AS64501\" | \"AS\"",
        "\"AS64501\" | \"AS12345678901\"",
        "\"AS64501\" | \"30722\"",
        "\"AS64501\" | \"AS07\"",
        "\"AS64501\" | \"AS0\"",
        "\"AS64501\" | 64501",
        "\"AS64501\" | null"
      })
  void storesMetadataThatBreaksTheRulesAndMarksIt(String usual, String odd) {
    String document = DOCUMENT.replace(usual, odd);
    assertThat(append(genuine(), Documents.append(document)).status()).isEqualTo(200);

    JournalRecord stored = collector.journal().measurement();
    assertThat(stored.envelope().has(Mark.BAD_METADATA)).isTrue();
    assertThat(new String(stored.body(), UTF_8)).as("I4").contains(document);
  }

  @ParameterizedTest
  @DisplayName("U4 over P38: disagreement with the id is stored and marked")
  @CsvSource({
    "signal, IT, 64501",
    "signal, PT, 64502",
    "telegram, PT, 64501",
  })
  void storesDisagreementAndMarksIt(String test, String cc, long asn) {
    String id = collector.reportId(test, cc, asn);
    assertThat(append(id, Documents.append(DOCUMENT)).status()).isEqualTo(200);
    Envelope envelope = collector.journal().measurement().envelope();
    assertThat(envelope.has(Mark.INCONSISTENT_WITH_REPORT)).isTrue();
    assertThat(envelope.has(Mark.BAD_METADATA)).isFalse();
  }

  @Test
  @DisplayName("P38: neither case of the country nor underscores of the nettest disagree")
  void spellingIsNoDisagreement() {
    String id = collector.reportId("webconnectivity", "PT", 64501);
    String document =
        DOCUMENT.replace("\"signal\"", "\"web_connectivity\"").replace("\"PT\"", "\"pt\"");
    append(id, Documents.append(document));
    Envelope envelope = collector.journal().measurement().envelope();
    assertThat(envelope.has(Mark.INCONSISTENT_WITH_REPORT)).isFalse();
    assertThat(envelope.has(Mark.BAD_METADATA)).isTrue();
    assertThat(envelope.testName()).isEqualTo("web_connectivity");
    assertThat(envelope.uid().testName()).isEqualTo("webconnectivity");
  }

  @Test
  @DisplayName("L27, P43: content.report_id may be equal, absent, null, or another: stored, marked")
  void storesDocumentsThatNameAnotherReport() {
    String id = genuine();
    for (String named : new String[] {"\"" + id + "\"", "null", "\"" + LETTERS + "\""}) {
      String document = "{\"report_id\":" + named + "," + DOCUMENT.substring(1);
      assertThat(append(id, Documents.append(document)).status()).isEqualTo(200);
    }
    assertThat(collector.journal().measurements())
        .extracting(r -> r.envelope().has(Mark.INCONSISTENT_WITH_REPORT))
        .containsExactly(false, false, true);
    assertThat(collector.journal().measurements())
        .allMatch(r -> r.envelope().reportId().equals(id));
  }

  @Test
  @DisplayName("L28: a report_id beside content must be the path's")
  void refusesAnotherReportIdBesideContent() {
    String id = genuine();
    for (String other :
        new String[] {"\"" + LETTERS + "\"", "\"\"", "\"no/pe\"", "5", "{\"a\":1}", "true"}) {
      Answer answer =
          append(id, "{\"format\":\"json\",\"report_id\":" + other + ",\"content\":{}}");
      assertThat(answer.status()).as(other).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("invalid-request-field report_id");
    }
    for (String same : new String[] {"\"" + id + "\"", "null"}) {
      Answer answer = append(id, "{\"format\":\"json\",\"report_id\":" + same + ",\"content\":{}}");
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @DisplayName("L30, L31, P37: what cannot be read is refused, and why")
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"format\":\"xml\",\"content\":{}}; invalid-format-field",
        "{\"format\":\"xml\"}; invalid-format-field",
        "{\"format\":5,\"content\":{}}; invalid-format-field",
        "{\"format\":\"json\"}; missing-request-field content",
        "{}; missing-request-field content",
        "{\"format\":\"json\",\"content\":[]}; invalid-request-field content",
        "{\"format\":\"json\",\"content\":\"x\"}; invalid-request-field content",
        "{\"format\":\"json\",\"content\":null}; invalid-request-field content",
        "{\"format\":\"yaml\",\"content\":{}}; invalid-request-field content",
        "{\"content\":5}; invalid-request-field content",
        "{\"format\":\"json\",\"content\":{}; invalid-request",
        "[]; invalid-request",
        "''; invalid-request",
        "{\"content\":{\"a\":NaN}}; invalid-request",
        "{\"content\":{},\"content\":{}}; invalid-request"
      })
  void refusesWhatCannotBeRead(String body, String error) {
    Answer answer = append(genuine(), body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.json().path("detail").isString()).isTrue();
    if (error.equals("invalid-request")) {
      assertThat(answer.text("detail")).matches("Incorrect format: .* at byte [0-9]+");
    }
    assertThat(collector.journal().records()).isEmpty();
    assertThat(collector.counted("refused")).isEqualTo(1);
  }

  @Test
  void formatMayBeAbsentOrNull() {
    String id = genuine();
    assertThat(append(id, "{\"content\":{\"a\":1}}").status()).isEqualTo(200);
    assertThat(append(id, "{\"format\":null,\"content\":{\"a\":2}}").status()).isEqualTo(200);
    assertThat(append(id, "{\"content\":\"---\\na: 1\\n...\\n\"}").status()).isEqualTo(200);
    assertThat(collector.journal().measurements())
        .extracting(r -> r.envelope().format())
        .containsExactly(BodyFormat.JSON, BodyFormat.JSON, BodyFormat.YAML);
  }

  @Test
  @DisplayName("L32, L33, U10: YAML entries are kept as they are, tracebacks and all")
  void keepsYamlEntriesAsTheyAre() {
    String id = collector.reportId("httprequests", "IT", 30722);
    String entry = "---\ntraceback: é\n  File \"x\", line [\n!!set {a, b\n...\n";
    String body = "{\"report_id\":\"" + id + "\",\"content\":" + Documents.quoted(entry) + "}";
    Answer answer = collector.probe().put("/report", body);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("status")).isEqualTo("success");
    assertThat(answer.text("measurement_uid")).contains("_IT_httprequests_");
    JournalRecord stored = collector.journal().measurement();
    assertThat(new String(stored.body(), UTF_8)).isEqualTo(body);
    assertThat(stored.envelope().route()).isEqualTo(Route.OONIB);
    assertThat(stored.envelope().format()).isEqualTo(BodyFormat.YAML);
    assertThat(stored.envelope().documentSha256()).isEqualTo(Sha256.of(entry.getBytes(UTF_8)));
    assertThat(stored.envelope().reportId()).isEqualTo(id);
    assertThat(stored.envelope().marks()).isEmpty();
    assertThat(collector.counted("accepted", "route", "oonib")).isEqualTo(1);
    // The same text in another report is another measurement.
    String other = body.replace(id, collector.reportId("httprequests", "IT", 30722));
    assertThat(collector.probe().put("/report", other).text("measurement_uid"))
        .isNotEqualTo(answer.text("measurement_uid"));
  }

  @ParameterizedTest
  @DisplayName("L32: PUT needs the id in the body")
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"content\":\"x\"}; 400; missing-request-field report_id",
        "{\"report_id\":null,\"content\":\"x\"}; 400; missing-request-field report_id",
        "{\"report_id\":\"no/pe\",\"content\":\"x\"}; 400; invalid-request-field report_id",
        "{\"report_id\":\"\",\"content\":\"x\"}; 400; invalid-request-field report_id",
        "{\"report_id\":[],\"content\":\"x\"}; 400; invalid-request-field report_id",
        "{\"report_id\":\"nope\",\"content\":\"x\"}; 404; Report not found"
      })
  void putNeedsTheIdInTheBody(String body, int status, String error) {
    Answer answer = collector.probe().put("/report", body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(collector.counted("refused", "route", "oonib")).isEqualTo(1);
  }

  @Test
  @DisplayName("I8: the submitter's address is replaced in the whole body, JSON stays JSON")
  void scrubsTheSubmittersAddress() {
    String body = Documents.append(DOCUMENT.replace("127.0.0.1", "2001:DB8::7"));
    InProcessProbe.at("2001:db8:0::7", collector.routes()).post("/report/" + genuine(), body);

    JournalRecord stored = collector.journal().measurement();
    assertThat(new String(stored.body(), UTF_8))
        .isEqualTo(body.replace("2001:DB8::7", "[scrubbed]"));
    assertThat(stored.envelope().has(Mark.ADDRESS_SCRUBBED)).isTrue();
  }

  @Test
  @DisplayName("L37, L38, L39, P42, U5: close, again, without a body, of any known form")
  void closes() {
    for (String id : new String[] {genuine(), LETTERS, OONIB, SYNTHETIC}) {
      for (String body : new String[] {"", "{", "{}"}) {
        Answer answer = collector.probe().post("/report/" + id + "/close", body);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"success\"}");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
      }
    }
    assertThat(collector.journal().records(RecordKind.REPORT_CLOSED))
        .hasSize(12)
        .allMatch(r -> r.body().length == 0);
    Answer unknown = collector.probe().post("/report/nope/close", "");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.text("error")).isEqualTo("report-not-found");
    assertThat(collector.counted("received")).as("no submissions").isZero();
  }

  @Test
  @DisplayName("U2: an append after close is accepted")
  void appendsAfterClose() {
    String id = genuine();
    collector.probe().post("/report/" + id + "/close", "");
    assertThat(append(id, Documents.append(DOCUMENT)).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("U8: only close's answer lets a draining server end the connection")
  void keepsTheConnectionInTheMiddleOfAReport() {
    var probe = InProcessProbe.of(collector.routes());
    String path = "/report/" + genuine();
    byte[] good = Documents.append(DOCUMENT).getBytes(UTF_8);
    byte[] bad = "{".getBytes(UTF_8);
    assertThat(probe.reply("POST", path, good).connectionMayClose()).isFalse();
    assertThat(probe.reply("POST", path, bad).connectionMayClose()).isFalse();
    assertThat(probe.reply("POST", "/report", bad).connectionMayClose()).isFalse();
    assertThat(probe.reply("PUT", "/report", bad).connectionMayClose()).isFalse();
    assertThat(probe.reply("POST", path + "/close", bad).connectionMayClose()).isTrue();
  }
}
