package org.holdfast.collector.credential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.holdfast.collector.fixture.Answer;
import org.holdfast.collector.fixture.CollectorUnderTest;
import org.holdfast.collector.fixture.CredentialProbe;
import org.holdfast.collector.fixture.Documents;
import org.holdfast.collector.fixture.InProcessProbe;
import org.holdfast.collector.fixture.Issuer;
import org.holdfast.credentials.codec.Bincode;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.nym.Network;
import org.holdfast.credentials.registration.PendingRegistration;
import org.holdfast.credentials.submission.PendingSubmission;
import org.holdfast.credentials.submission.SubmissionPolicy;
import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.EnvelopeCodec;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.VerificationStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class SubmitWithProofTest {
  private static final Instant NOW = CollectorUnderTest.NOW;
  private static final SubmissionPolicies ANYBODY = Issuer.anybody();
  private static final String DOCUMENT = Documents.signal("https://é.example/ \"x\"");

  @RegisterExtension final CollectorUnderTest collector = new CollectorUnderTest();

  private final Issuer issuer = new Issuer(NOW);
  private CredentialProbe probe;
  private Credential credential;

  @BeforeEach
  void register() throws Exception {
    collector.setIssuance(issuer.issuance(ANYBODY, NOW));
    probe = new CredentialProbe(collector.probe());
    credential = probe.register();
  }

  private PendingSubmission prove(String content) throws Exception {
    return probe.prove(credential, content, ANYBODY, CredentialProbe.NETWORK);
  }

  @Test
  @DisplayName("P51, P53: register, submit, submit with the next credential")
  void everySubmissionRaisesTheCount() throws Exception {
    for (int i = 1; i <= 2; i++) {
      String document = Documents.signal("https://example.org/" + i);
      PendingSubmission pending = prove(document);
      Answer answer = probe.submit(probe.body(document, pending));

      assertThat(answer.text("verification_status")).as(answer.body()).isEqualTo("verified");
      assertThat(answer.json().path("error").isNull()).isTrue();
      credential = CredentialProbe.complete(pending, answer);
      assertThat(credential.attributes().count()).isEqualTo(i);
      JournalRecord stored = collector.journal().measurements().getLast();
      assertThat(stored.envelope().verification()).isEqualTo(VerificationStatus.VERIFIED);
      assertThat(stored.envelope().probeId().map(Sha256::hex)).contains(pending.probeId().hex());
    }
    assertThat(collector.journal().measurements()).hasSize(2);
  }

  @Test
  @DisplayName("P50, P60: the manifest has the shape clients insist on")
  void manifest() {
    Answer answer = collector.probe().get("/api/v1/manifest");
    assertThat(answer.header("Cache-Control")).isEqualTo("max-age=60");
    assertThat(answer.json().path("manifest").path("submission_policy").toString())
        .isEqualTo(
            "[{\"policy\":{\"age\":[2461366,2461370],\"min_measurement_count\":0},"
                + "\"match\":{\"probe_cc\":\"*\",\"probe_asn\":\"*\"}}]");
    assertThat(answer.json().path("manifest").path("nym_scope").asString())
        .isEqualTo("ooni.org/{probe_cc}/{probe_asn}");
    assertThat(answer.json().path("manifest").path("public_parameters").asString()).hasSize(228);
    assertThat(answer.json().path("meta").propertyNames())
        .containsExactlyInAnyOrder(
            "version",
            "last_modification_date",
            "manifest_url",
            "library_version",
            "protocol_version");
  }

  @Test
  @DisplayName("P52: what sign_credential refuses, and how")
  void registrationsThatCannotBe() throws Exception {
    String foreign =
        CredentialProbe.base64(
            PendingRegistration.begin(
                    new Bincode(),
                    new Issuer(NOW).issuance(ANYBODY, NOW).current().edition().parameters(),
                    Issuer.RANDOM)
                .request());
    assertRefused(probe.sign("another", foreign), 404, "manifest_not_found");
    assertRefused(probe.sign(probe.version(), "garbage"), 400, "deserialization_failed");
    assertRefused(probe.sign(probe.version(), foreign), 403, "protocol_error");
    Answer missing = collector.probe().post("/api/v1/sign_credential", "{}");
    assertThat(missing.status()).isEqualTo(422);
    assertThat(missing.body()).contains("credential_sign_request", "manifest_version");
  }

  private static void assertRefused(Answer answer, int status, String error) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.json().path("detail").path("error").asString()).isEqualTo(error);
  }

  @Test
  @DisplayName("P54, P61: one changed byte fails; other escaping of the same text does not")
  void theProofIsOverTheTextAsReceived() throws Exception {
    PendingSubmission pending = prove(DOCUMENT);
    ObjectNode changed = probe.body(DOCUMENT.replace("3.31.0", "3.31.1"), pending);
    assertFailed(probe.submit(changed), "protocol_error");

    String escaped =
        probe.body(DOCUMENT, pending).toString().replace("é", "\\u00e9").replace("/", "\\/");
    Answer answer = collector.probe().post("/api/v1/submit_measurement", escaped);
    assertThat(answer.text("verification_status")).isEqualTo("verified");

    String blank = DOCUMENT.replaceFirst("\\{", "{ ");
    assertFailed(probe.submit(probe.body(blank, pending)), "protocol_error");
  }

  private void assertFailed(Answer answer, String error) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("verification_status")).isEqualTo("failed");
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.json().path("submit_response").isNull()).isTrue();
    assertThat(answer.text("measurement_uid")).isNotEmpty();
    JournalRecord stored = collector.journal().measurements().getLast();
    assertThat(stored.envelope().verification()).isEqualTo(VerificationStatus.FAILED);
    assertThat(stored.envelope().probeId()).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("P55: a proof for another network fails")
  @CsvSource({"PT, AS64502", "IT, AS64501"})
  void proofForAnotherNetwork(String cc, String asn) throws Exception {
    PendingSubmission pending = probe.prove(credential, DOCUMENT, ANYBODY, new Network(cc, asn));
    assertFailed(probe.submit(probe.body(DOCUMENT, pending)), "protocol_error");
  }

  @ParameterizedTest
  @DisplayName("P56, P57: the decision table before any proof is looked at")
  @CsvSource({
    "manifest_version, other, manifest_not_found",
    "manifest_version, , manifest_not_found",
    "nym, , incomplete_anonc_fields",
    "zkp_request, , incomplete_anonc_fields",
    "protocol_version, , incomplete_anonc_fields",
    "protocol_version, 0.0.1, protocol_version_too_old",
    "protocol_version, 0.1, protocol_version_too_old",
    "protocol_version, abc, invalid_protocol_version",
    "protocol_version, '', invalid_protocol_version",
    "protocol_version, 0.1.0-alpha, invalid_protocol_version"
  })
  void fieldsThatDoNotDo(String member, String value, String error) throws Exception {
    ObjectNode body = probe.body(DOCUMENT, prove(DOCUMENT));
    body.put(member, value);
    Answer answer = probe.submit(body);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("verification_status")).isEqualTo("unverified");
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(collector.journal().measurements()).hasSize(1);
  }

  @ParameterizedTest
  @DisplayName("P59: whatever stands in nym and zkp_request, the answer is 200 and failed")
  @ValueSource(strings = {"", "=", "!", "AAAA", "é", "\u0000"})
  void undecodable(String text) throws Exception {
    ObjectNode body = probe.body(DOCUMENT, prove(DOCUMENT));
    assertFailed(probe.submit(body.deepCopy().put("nym", text)), "deserialization_failed");
    assertFailed(probe.submit(body.deepCopy().put("zkp_request", text)), "deserialization_failed");
    assertFailed(probe.submit(body.put("nym", "A".repeat(1 << 20))), "deserialization_failed");
    assertThat(collector.journal().measurements()).hasSize(1);
  }

  @Test
  @DisplayName("P58: the first entry that matches decides, and its upper bound is excluded")
  void firstMatchDecides() throws Exception {
    SubmissionPolicies policies =
        new SubmissionPolicies(
            List.of(
                new PolicyEntry("PT", "*", new SubmissionPolicy(1, Issuer.TODAY, 0)),
                ANYBODY.entries().getFirst()));
    collector.setIssuance(issuer.issuance(policies, NOW));
    CredentialProbe now = new CredentialProbe(collector.probe());
    PendingSubmission pending = now.prove(credential, DOCUMENT, ANYBODY, CredentialProbe.NETWORK);

    assertFailed(now.submit(now.body(DOCUMENT, pending)), "protocol_error");
    String italian = DOCUMENT.replace("PT", "IT");
    pending = now.prove(credential, italian, policies, new Network("IT", "AS64501"));
    assertThat(now.submit(now.body(italian, pending)).text("verification_status"))
        .isEqualTo("verified");
  }

  @Test
  @DisplayName("C18, P70: the same request again gets the same answer, also from another process")
  void aLostAnswerCanBeAskedForAgain() throws Exception {
    PendingSubmission pending = prove(DOCUMENT);
    ObjectNode body = probe.body(DOCUMENT, pending);
    Answer first = probe.submit(body);
    Answer again = probe.submit(body);
    Answer restarted =
        InProcessProbe.of(collector.restarted())
            .post("/api/v1/submit_measurement", body.toString());

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(restarted.body()).isEqualTo(first.body());
    assertThat(CredentialProbe.complete(pending, restarted).attributes().count()).isEqualTo(1);
    assertThat(collector.journal().measurements()).hasSize(1);
  }

  @Test
  @DisplayName("a manifest that was replaced is good for its window, and no longer")
  void answersOfAReplacedManifest() throws Exception {
    PendingSubmission pending = prove(DOCUMENT);
    ObjectNode body = probe.body(DOCUMENT, pending);
    Answer first = probe.submit(body);
    SubmissionPolicies stricter = Issuer.policies(Issuer.TODAY + 1, Issuer.TODAY + 4);
    collector.setIssuance(issuer.issuance(stricter, NOW.plusSeconds(60)));
    assertThat(probe.submit(body).body()).isEqualTo(first.body());

    collector.setIssuance(issuer.issuance(stricter, NOW.plusSeconds(60).plus(Issuer.WINDOW)));
    assertThat(probe.submit(body).text("error")).isEqualTo("manifest_not_found");
  }

  @Test
  @DisplayName("P69, U14: a plain copy and a proven one are one measurement, whichever comes first")
  void aProofThatComesAfterItsBytesRaisesThem() throws Exception {
    Answer plain = collector.probe().post("/api/v1/submit_measurement", Documents.submit(DOCUMENT));
    PendingSubmission pending = prove(DOCUMENT);
    Answer proven = probe.submit(probe.body(DOCUMENT, pending));
    Answer plainAgain =
        collector.probe().post("/api/v1/submit_measurement", Documents.submit(DOCUMENT));

    assertThat(proven.text("verification_status")).isEqualTo("verified");
    assertThat(proven.text("measurement_uid")).isEqualTo(plain.text("measurement_uid"));
    assertThat(plainAgain.text("measurement_uid")).isEqualTo(plain.text("measurement_uid"));
    List<JournalRecord> records = collector.journal().measurements();
    assertThat(records).hasSize(2);
    assertThat(records.getLast().envelope().identity())
        .isEqualTo(records.getFirst().envelope().identity());
    assertThat(records.getLast().envelope().probeId()).isPresent();
    assertThat(probe.submit(probe.body(DOCUMENT, pending)).text("verification_status"))
        .isEqualTo("verified");
    assertThat(collector.journal().measurements()).hasSize(2);
  }

  @Test
  @DisplayName("P49: neither nym nor proof is stored")
  void nothingOfAProofIsStored() throws Exception {
    PendingSubmission verified = prove(DOCUMENT);
    probe.submit(probe.body(DOCUMENT, verified));
    String other = Documents.signal("other");
    PendingSubmission failed = prove(DOCUMENT);
    probe.submit(probe.body(other, failed));

    for (JournalRecord record : collector.journal().measurements()) {
      String stored =
          new String(record.body(), UTF_8)
              + new String(EnvelopeCodec.encode(record.envelope()), UTF_8);
      for (PendingSubmission pending : List.of(verified, failed)) {
        String proof = Base64.getEncoder().encodeToString(pending.request());
        assertThat(stored).doesNotContain(proof.substring(0, 40), pending.probeId().base64());
      }
    }
  }

  @Test
  @DisplayName("a credential kept over a change of keys moves by itself; past the overlap it ends")
  void changeOfKeys() throws Exception {
    issuer.rotate(NOW.plusSeconds(60), Duration.ofDays(30));
    collector.setIssuance(issuer.issuance(ANYBODY, NOW.plusSeconds(60)));
    CredentialProbe later = new CredentialProbe(collector.probe());
    assertThat(later.version()).isNotEqualTo(probe.version());
    PendingSubmission pending = later.prove(credential, DOCUMENT, ANYBODY, CredentialProbe.NETWORK);
    Answer answer = later.submit(later.body(DOCUMENT, pending));
    assertThat(answer.text("verification_status")).as(answer.body()).isEqualTo("verified");
    assertThat(CredentialProbe.complete(pending, answer).parameters().matches(later.parameters()))
        .isTrue();

    collector.setIssuance(issuer.issuance(ANYBODY, NOW.plusSeconds(60).plus(Duration.ofDays(30))));
    String second = Documents.signal("2");
    pending = later.prove(credential, second, ANYBODY, CredentialProbe.NETWORK);
    assertFailed(later.submit(later.body(second, pending)), "credential_error");
  }
}
