package org.holdfast.collector.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.holdfast.collector.fixture.Answer;
import org.holdfast.collector.fixture.CollectorUnderTest;
import org.holdfast.collector.fixture.CredentialProbe;
import org.holdfast.collector.fixture.Documents;
import org.holdfast.collector.fixture.Issuer;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.keyring.KeyRing;
import org.holdfast.credentials.submission.PendingSubmission;
import org.holdfast.model.envelope.VerificationStatus;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("Under pressure a measurement is acknowledged and its proof looked at later")
class UnderPressureTest {
  private static final String DOCUMENT = Documents.signal("https://example.org/");

  @RegisterExtension
  final CollectorUnderTest impatient =
      new CollectorUnderTest(new VerificationPool.Options(1, Duration.ofNanos(1), 100, 1L << 20));

  @RegisterExtension
  final CollectorUnderTest full =
      new CollectorUnderTest(new VerificationPool.Options(1, Duration.ofSeconds(20), 100, 0));

  @RegisterExtension final CollectorUnderTest roomy = new CollectorUnderTest();

  private final Issuer issuer = new Issuer(CollectorUnderTest.NOW);

  @Test
  void whatIsNotVerifiedInTimeIsVerifiedLater() throws Exception {
    PendingSubmission pending = prove();
    Answer answer = submit(impatient, pending);

    assertThat(answer.text("verification_status")).isEqualTo("pending");
    assertThat(answer.json().path("submit_response").isNull()).isTrue();
    assertThat(answer.json().path("error").isNull()).isTrue();
    await().until(() -> impatient.journal().measurements().size() == 2);
    var first = impatient.journal().measurements().getFirst().envelope();
    var later = impatient.journal().measurements().getLast().envelope();
    assertThat(first.verification()).isEqualTo(VerificationStatus.PENDING);
    assertThat(first.probeId()).isEmpty();
    assertThat(later.verification()).isEqualTo(VerificationStatus.VERIFIED);
    assertThat(later.probeId()).isPresent();
    assertThat(later.identity()).isEqualTo(first.identity());
  }

  @Test
  void proofThatIsSentOftenWhileItWaitsIsOneRecord() throws Exception {
    PendingSubmission pending = prove();
    for (int time = 0; time < 5; time++) {
      assertThat(submit(impatient, pending).text("verification_status")).isEqualTo("pending");
    }
    await().until(() -> verifiedRecords() > 0);
    assertThat(submit(impatient, pending).text("measurement_uid"))
        .isEqualTo(impatient.journal().measurements().getFirst().envelope().uid().text());
    assertThat(verifiedRecords()).isEqualTo(1);
    assertThat(impatient.journal().measurements()).hasSize(2);
  }

  private long verifiedRecords() {
    return impatient.journal().measurements().stream()
        .filter(record -> record.envelope().verification() == VerificationStatus.VERIFIED)
        .count();
  }

  @Test
  void whatCannotEvenWaitIsVerifiedWhenItComesAgain() throws Exception {
    PendingSubmission pending = prove();
    assertThat(submit(full, pending).text("verification_status")).isEqualTo("pending");
    assertThat(full.journal().measurements()).hasSize(1);
    assertThat(submit(full, pending).text("verification_status")).isEqualTo("pending");
    assertThat(full.journal().measurements()).hasSize(1);

    // The same request where there is room: what the client is told is the answer it lost.
    Answer answer = submit(roomy, pending);
    assertThat(answer.text("verification_status")).isEqualTo("verified");
    assertThat(CredentialProbe.complete(pending, answer).attributes().count()).isEqualTo(1);
  }

  @Test
  @DisplayName("keys that are overwritten while a proof waits leave it to those in their place")
  void keysAreReadAgainMeanwhile() throws Exception {
    PendingSubmission pending = prove();
    Issuance before = issuer.issuance(Issuer.anybody(), CollectorUnderTest.NOW);
    KeyRing overwritten = issuer.readAgain();
    Issuance now = issuer.issuance(Issuer.anybody(), CollectorUnderTest.NOW);
    overwritten.close();
    // Once for the manifest, twice for the proof.
    Iterator<Issuance> asked = List.of(before, before, now).iterator();
    roomy.setIssuance(() -> Optional.of(asked.next()));

    assertThat(submit(roomy, pending).text("verification_status")).isEqualTo("verified");

    roomy.setIssuance(before);
    Answer answer = submit(roomy, pending);
    assertThat(answer.text("verification_status")).isEqualTo("unverified");
    assertThat(answer.text("error")).isEqualTo("manifest_not_found");
    CredentialProbe probe = new CredentialProbe(roomy.probe());
    assertThat(probe.sign(probe.version(), "AAAA").text("error")).isEqualTo("manifest_not_found");
  }

  private PendingSubmission prove() throws Exception {
    Issuance issuance = issuer.issuance(Issuer.anybody(), CollectorUnderTest.NOW);
    impatient.setIssuance(issuance);
    full.setIssuance(issuance);
    roomy.setIssuance(issuance);
    CredentialProbe probe = new CredentialProbe(roomy.probe());
    Credential credential = probe.register();
    return probe.prove(credential, DOCUMENT, Issuer.anybody(), CredentialProbe.NETWORK);
  }

  private static Answer submit(CollectorUnderTest collector, PendingSubmission pending) {
    CredentialProbe probe = new CredentialProbe(collector.probe());
    ObjectNode body = probe.body(DOCUMENT, pending);
    return probe.submit(body);
  }
}
