package org.holdfast.collector.submit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.holdfast.collector.fixture.Answer;
import org.holdfast.collector.fixture.CollectorUnderTest;
import org.holdfast.collector.fixture.Documents;
import org.holdfast.collector.fixture.InProcessProbe;
import org.holdfast.collector.fixture.OneNetwork;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.envelope.BodyFormat;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.GeoVerdict;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.Mark;
import org.holdfast.model.envelope.RecordKind;
import org.holdfast.model.envelope.Route;
import org.holdfast.model.envelope.VerificationStatus;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.model.id.ReportId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmitMeasurementTest {
  private static final String SUBMIT = "/api/v1/submit_measurement";
  private static final String DOCUMENT = Documents.signal("https://example.org/é");

  @RegisterExtension final CollectorUnderTest collector = new CollectorUnderTest(new OneNetwork());

  @Test
  @DisplayName("P45, P48: all six members, unverified, no error, a fresh report id")
  void answersWithAllSixMembers() {
    Answer answer = collector.probe().post(SUBMIT, Documents.submit(DOCUMENT));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.json().propertyNames())
        .containsExactlyInAnyOrder(
            "measurement_uid",
            "verification_status",
            "submit_response",
            "protocol_version",
            "error",
            "report_id");
    assertThat(answer.text("verification_status")).isEqualTo("unverified");
    assertThat(answer.text("protocol_version")).isEqualTo("0.1.0");
    assertThat(answer.json().path("error").isNull()).isTrue();
    assertThat(answer.json().path("submit_response").isNull()).isTrue();
    assertThat(MeasurementUid.parse(answer.text("measurement_uid"))).isPresent();
    assertThat(answer.text("measurement_uid")).contains("_PT_signal_");
    assertThat(answer.text("report_id")).matches("20261122T100000Z_signal_PT_64501_n1_.{16}");
    Answer other =
        collector.probe().post(SUBMIT, Documents.submit(Documents.signal("https://other.org/")));
    assertThat(other.text("report_id")).isNotEqualTo(answer.text("report_id"));
  }

  @Test
  @DisplayName("I4, P61, P68: the decoded content is kept byte for byte, with what is known of it")
  void keepsTheDecodedContent() {
    Answer answer = collector.probe().post(SUBMIT, Documents.submit(DOCUMENT));

    JournalRecord stored = collector.journal().measurement();
    assertThat(new String(stored.body(), UTF_8)).isEqualTo(DOCUMENT);
    Envelope envelope = stored.envelope();
    assertThat(envelope.uid().text()).isEqualTo(answer.text("measurement_uid"));
    assertThat(envelope.kind()).isEqualTo(RecordKind.MEASUREMENT_SUBMITTED);
    assertThat(envelope.route()).isEqualTo(Route.SUBMIT);
    assertThat(envelope.format()).isEqualTo(BodyFormat.JSON);
    assertThat(envelope.reportId()).isEqualTo(answer.text("report_id"));
    assertThat(envelope.claimed())
        .isEqualTo(new VantagePoint(new CountryCode("PT"), new Asn(64501)));
    assertThat(envelope.testName()).isEqualTo("signal");
    assertThat(envelope.software()).isEqualTo(new Envelope.Software("miniooni", "3.31.0"));
    assertThat(envelope.documentSha256()).isEqualTo(Sha256.of(DOCUMENT.getBytes(UTF_8)));
    assertThat(envelope.identity()).isNotEqualTo(envelope.documentSha256());
    assertThat(envelope.bodySha256()).isEqualTo(Sha256.of(stored.body()));
    assertThat(envelope.verification()).isEqualTo(VerificationStatus.UNVERIFIED);
    assertThat(envelope.geoDatabase()).hasValue("2026-11-01");
    assertThat(envelope.marks()).isEmpty();
  }

  @Test
  @DisplayName("P61: escaping in the request is irrelevant, blanks in the document count")
  void theDocumentCountsNotItsEscaping() {
    String request = Documents.submit(DOCUMENT);
    Answer first = collector.probe().post(SUBMIT, request);
    Answer escaped = collector.probe().post(SUBMIT, request.replace("é", "\\u00e9"));
    Answer blank = collector.probe().post(SUBMIT, Documents.submit(DOCUMENT + " "));

    assertThat(escaped.text("measurement_uid")).isEqualTo(first.text("measurement_uid"));
    assertThat(blank.text("measurement_uid")).isNotEqualTo(first.text("measurement_uid"));
  }

  @Test
  @DisplayName("U14, P69, P70: with a credential and then without is one measurement")
  void theCopyAfterAFailedProofIsTheSameMeasurement() {
    String plain = Documents.submit(DOCUMENT);
    String withCredential =
        plain.substring(0, plain.length() - 1)
            + ",\"nym\":\"bnltLXNlY3JldA==\",\"zkp_request\":\"emtwLXNlY3JldA==\","
            + "\"manifest_version\":\"k2Vx\",\"protocol_version\":\"0.1.0\"}";

    Answer first = collector.probe().post(SUBMIT, withCredential);
    Answer second = collector.probe().post(SUBMIT, plain);

    assertThat(first.text("verification_status")).isEqualTo("unverified");
    assertThat(first.text("error")).isEqualTo("manifest_not_found");
    assertThat(second.json().path("error").isNull()).isTrue();
    assertThat(second.text("measurement_uid")).isEqualTo(first.text("measurement_uid"));
    assertThat(second.text("report_id")).isEqualTo(first.text("report_id"));
    assertThat(collector.journal().measurements()).hasSize(1);
    // P49
    JournalRecord stored = collector.journal().measurement();
    assertThat(new String(stored.body(), UTF_8) + stored.envelope())
        .doesNotContain("bnltLXNlY3JldA==", "emtwLXNlY3JldA==", "k2Vx");
  }

  @Test
  void nullCredentialsAreNone() {
    String plain = Documents.submit(DOCUMENT);
    String withNulls =
        plain.substring(0, plain.length() - 1)
            + ",\"nym\":null,\"zkp_request\":null,\"manifest_version\":null,"
            + "\"protocol_version\":null}";
    Answer answer = collector.probe().post(SUBMIT, withNulls);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("error").isNull()).isTrue();
  }

  @ParameterizedTest
  @DisplayName("P46: missing or mistyped members are 422 with a list of what is wrong")
  @CsvSource(
      delimiter = ';',
      value = {
        "{}; missing-request-field content",
        "{\"content\":\"{}\"}; missing-request-field format",
        "{\"format\":\"json\"}; missing-request-field content",
        "{\"format\":\"json\",\"content\":null}; missing-request-field content",
        "{\"format\":\"json\",\"content\":{\"a\":1}}; invalid-request-field content",
        "{\"format\":1,\"content\":\"{}\"}; invalid-request-field format",
        "{\"format\":\"json\",\"content\":\"{}\",\"nym\":5}; invalid-request-field nym"
      })
  void refusesWhatBreaksTheSchema(String body, String error) {
    Answer answer = collector.probe().post(SUBMIT, body);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.json().path("detail").get(0).path("loc").get(0).asString()).isEqualTo("body");
    assertThat(answer.json().path("detail").get(0).path("type").asString())
        .isIn("missing", "string_type");
    assertThat(collector.counted("refused", "reason", "schema-violation")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "5", "null", "\"x\"", "{\"format\":\"json\",}", "\u0000"})
  void refusesWhatIsNoJsonObjectAndSaysWhere(String body) {
    Answer answer = collector.probe().post(SUBMIT, body);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("error")).isEqualTo("invalid-request");
    assertThat(answer.json().path("detail").get(0).path("type").asString())
        .isEqualTo("json_invalid");
    assertThat(answer.json().path("detail").get(0).path("loc").get(1).isNumber()).isTrue();
  }

  @ParameterizedTest
  @DisplayName("P46: content that is broken or no object is 400")
  @ValueSource(strings = {"", "{", "[]", "5", "null", "{\"a\":NaN}", "{\"a\":1}{", "{\"a\":1,}"})
  void refusesContentThatIsNoObject(String content) {
    Answer answer = collector.probe().post(SUBMIT, Documents.submit(content));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid-request-field content");
    assertThat(answer.json().path("detail").path("error").asString()).contains("at byte");
    assertThat(collector.journal().records()).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("U4, P47, P75: odd metadata is stored and marked")
  @CsvSource({
    "AS64501, AS0, AS0",
    "AS64501, AS07, AS7",
    "AS64501, as1, AS1",
    "AS64501, AS99999999999, AS0",
    "PT, ZZ, ZZ",
    "PT, pt, PT",
    "PT, PRT, ZZ",
    "signal, s, unknown",
    "signal, ../signal?#, signal",
    "signal, Web, web"
  })
  void storesOddMetadataAndMarksIt(String usual, String odd, String shown) {
    String document = DOCUMENT.replace("\"" + usual + "\"", "\"" + odd + "\"");
    Answer answer = collector.probe().post(SUBMIT, Documents.submit(document));

    assertThat(answer.status()).isEqualTo(200);
    Envelope envelope = collector.journal().measurement().envelope();
    assertThat(envelope.has(Mark.BAD_METADATA)).isTrue();
    assertThat(envelope.claimed() + " " + envelope.uid()).contains(shown);
    assertThat(ReportId.parse(answer.text("report_id"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"probe_cc\":null,\"probe_asn\":5,\"test_name\":[]}",
        "{\"test_name\":\"ßß\",\"probe_cc\":\"ß\"}",
        "{\"probe_asn\":\"AS-1\",\"measurement_start_time\":\"tomorrow\"}"
      })
  void storesObjectsThatSayLittle(String document) {
    assertThat(collector.probe().post(SUBMIT, Documents.submit(document)).status()).isEqualTo(200);
    Envelope envelope = collector.journal().measurement().envelope();
    assertThat(envelope.has(Mark.BAD_METADATA)).isTrue();
    assertThat(envelope.claimed()).isEqualTo(VantagePoint.UNKNOWN);
  }

  @Test
  void boundsWhatTheEnvelopeHolds() {
    String document =
        DOCUMENT.replace("signal", "x".repeat(10_000)).replace("miniooni", "😀".repeat(10_000));
    assertThat(collector.probe().post(SUBMIT, Documents.submit(document)).status()).isEqualTo(200);
    Envelope envelope = collector.journal().measurement().envelope();
    assertThat(envelope.testName()).hasSize(128);
    assertThat(envelope.software().name()).hasSize(64);
  }

  @ParameterizedTest
  @DisplayName("P78, P79: claimed and observed network are compared, and nothing hangs on it")
  @CsvSource({
    "198.51.100.7, AS64501, MATCH",
    "198.51.100.7, AS64502, DIFFERS",
    "203.0.113.7, AS64501, UNKNOWN"
  })
  void comparesClaimedAndObserved(String address, String asn, GeoVerdict verdict) {
    String document = DOCUMENT.replace("AS64501", asn);
    InProcessProbe.at(address, collector.routes()).post(SUBMIT, Documents.submit(document));

    Envelope envelope = collector.journal().measurement().envelope();
    assertThat(envelope.geoVerdict()).isEqualTo(verdict);
    assertThat(envelope.observed().isPresent()).isEqualTo(verdict != GeoVerdict.UNKNOWN);
  }

  @Test
  @DisplayName("I8, P81: the submitter's address is stored nowhere, and no digest tells it")
  void scrubsTheSubmittersAddress() {
    String document = DOCUMENT.replace("127.0.0.1", "198.51.100.7");
    InProcessProbe.at("198.51.100.7", collector.routes()).post(SUBMIT, Documents.submit(document));

    JournalRecord stored = collector.journal().measurement();
    assertThat(new String(stored.body(), UTF_8))
        .isEqualTo(document.replace("198.51.100.7", "[scrubbed]"));
    assertThat(stored.envelope().toString()).doesNotContain("198.51.100.7");
    assertThat(stored.envelope().has(Mark.ADDRESS_SCRUBBED)).isTrue();
    assertThat(stored.envelope().bodySha256()).isEqualTo(Sha256.of(stored.body()));
    // Neither a digest nor the uid may let somebody find the address by trying all of them.
    Sha256 original = Sha256.of(document.getBytes(UTF_8));
    assertThat(stored.envelope().documentSha256()).isEqualTo(Sha256.of(stored.body()));
    assertThat(stored.envelope().identity()).isNotEqualTo(original);
    assertThat(stored.envelope().uid().text())
        .doesNotEndWith(HexFormat.of().toHexDigits(original.a()));
  }

  @Test
  @DisplayName("U15: proofs of the size real clients send are taken, and nothing of them is stored")
  void proofsOfRealSizeAreTakenAndNotStored() {
    String proof = "UHJv".repeat(2_350);
    String body =
        Documents.submit(DOCUMENT).replaceFirst("\\}$", "")
            + ",\"nym\":\"%s\",\"zkp_request\":\"%s\",\"manifest_version\":\"k2Vx\",\"protocol_version\":\"0.1.0\"}"
                .formatted(proof.substring(0, 44), proof);
    Answer answer = collector.probe().post(SUBMIT, body);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("verification_status")).isEqualTo("unverified");
    assertThat(answer.text("measurement_uid")).isNotEmpty();
    assertThat(new String(collector.journal().measurement().body(), UTF_8)).isEqualTo(DOCUMENT);
  }

  @Test
  void onlyPostIsAnswered() {
    assertThat(collector.probe().get(SUBMIT).status()).isEqualTo(405);
  }

  @Test
  @DisplayName("U14: one document through different doors is one measurement")
  void theSameDocumentThroughDifferentDoors() {
    String id = collector.reportId("signal", "PT", 64501);
    String foreign = CollectorUnderTest.foreignReportId("signal", "PT", 64501);
    List<Answer> answers =
        List.of(
            collector.probe().post("/report/" + id, Documents.append(DOCUMENT)),
            collector.probe().post(SUBMIT, Documents.submit(DOCUMENT)),
            collector.probe().post("/report/" + foreign, "{\"content\":" + DOCUMENT + "}"),
            collector
                .probe()
                .put("/report", "{\"report_id\":\"" + id + "\",\"content\":" + DOCUMENT + "}"));

    assertThat(answers).extracting(Answer::status).containsOnly(200);
    assertThat(answers).extracting(a -> a.text("measurement_uid")).doesNotContain("").hasSize(4);
    assertThat(answers.stream().map(a -> a.text("measurement_uid")).distinct()).hasSize(1);
    assertThat(answers.get(1).text("report_id")).isEqualTo(id);
    assertThat(collector.journal().measurements()).hasSize(1);
  }
}
