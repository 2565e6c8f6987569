package org.holdfast.credentials.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.credentials.exchange.Exchanges.CODEC;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.nym.MeasurementHash;
import org.holdfast.credentials.nym.Network;
import org.holdfast.credentials.refusal.IneligibleException;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.refusal.UnprovenException;
import org.holdfast.credentials.registration.PendingRegistration;
import org.holdfast.credentials.registration.RegistrationIssuer;
import org.holdfast.credentials.submission.PendingSubmission;
import org.holdfast.credentials.submission.SubmissionContext;
import org.holdfast.credentials.submission.SubmissionPolicy;
import org.holdfast.credentials.submission.SubmissionVerifier;
import org.holdfast.credentials.update.PendingUpdate;
import org.holdfast.credentials.update.UpdateIssuer;
import org.junit.jupiter.api.Test;

/// A probe's life with fresh randomness and fresh keys: C14, C18, C19.
class UnlinkedChainTest {
  private static final long TODAY = 2461367;
  private static final SubmissionPolicy POLICY = new SubmissionPolicy(TODAY - 3, TODAY + 1, 0);
  private static final Network ROME = new Network("IT", "AS30722");
  private static final Network PARIS = new Network("FR", "AS3215");

  private final ScalarSource random = ScalarSource.of(new SecureRandom());
  private final IssuerKeys keys = IssuerKeys.of(PrivateKey.generate(random));
  private final RegistrationIssuer registrations = new RegistrationIssuer(CODEC, keys, random);
  private final SubmissionVerifier submissions = new SubmissionVerifier(CODEC, keys, random);

  @Test
  void countRisesAndNymsStayWithTheirNetworkOverAChangeOfKeys() throws RefusalException {
    Credential credential = register();
    PendingSubmission first = submit(credential, ROME, "1");
    credential = first.complete(answer(first, ROME, "1"));
    PendingSubmission second = submit(credential, PARIS, "2");
    credential = second.complete(answer(second, PARIS, "2"));

    IssuerKeys newKeys = IssuerKeys.of(PrivateKey.generate(random));
    PendingUpdate update = PendingUpdate.begin(CODEC, credential, newKeys.parameters(), random);
    credential =
        update.complete(new UpdateIssuer(CODEC, keys, newKeys, random).update(update.request()));
    PendingSubmission third = submit(credential, ROME, "3");
    credential =
        third.complete(
            new SubmissionVerifier(CODEC, newKeys, random)
                .verify(context(ROME, "3"), third.probeId(), third.request()));

    assertThat(credential.attributes().count()).isEqualTo(3);
    assertThat(credential.mac().isValid(credential.attributes(), newKeys.privateKey())).isTrue();
    assertThat(third.probeId()).isEqualTo(first.probeId()).isNotEqualTo(second.probeId());
  }

  @Test
  void aRepeatedRequestIsAnsweredAgainAndEitherAnswerServes() throws RefusalException {
    Credential credential = register();
    PendingSubmission pending = submit(credential, ROME, "1");
    byte[] reply = answer(pending, ROME, "1");
    byte[] another = answer(pending, ROME, "1");
    assertThat(another).isNotEqualTo(reply);
    assertThat(pending.complete(another).attributes().count()).isEqualTo(1);
    assertThat(pending.complete(reply).attributes().count()).isEqualTo(1);
  }

  @Test
  void twoSubmissionsOfOneStateGiveTwoLinesOfWhichNeitherCountsTheOther() throws RefusalException {
    Credential credential = register();
    PendingSubmission one = submit(credential, ROME, "1");
    PendingSubmission other = submit(credential, ROME, "2");
    Credential ofOne = one.complete(answer(one, ROME, "1"));
    Credential ofOther = other.complete(answer(other, ROME, "2"));

    assertThat(ofOne.attributes().count()).isEqualTo(1);
    assertThat(ofOther.attributes().count()).isEqualTo(1);
    PendingSubmission next = submit(ofOther, ROME, "3");
    assertThat(next.complete(answer(next, ROME, "3")).attributes().count())
        .as("three were accepted; each line counts its own")
        .isEqualTo(2);
  }

  @Test
  void clientRefusesWhatItShould() throws RefusalException {
    PendingRegistration pending = PendingRegistration.begin(CODEC, keys.parameters(), random);
    byte[] reply = registrations.register(pending.request(), TODAY);
    assertThat(pending.complete(reply, TODAY + 1).attributes().age()).isEqualTo(TODAY);
    assertThat(pending.complete(reply, TODAY - 1).attributes().age()).isEqualTo(TODAY);
    assertThatThrownBy(() -> pending.complete(reply, TODAY + 2))
        .isInstanceOf(IneligibleException.class);
    assertThatThrownBy(() -> pending.complete(reply, TODAY - 2))
        .isInstanceOf(IneligibleException.class);

    IssuerKeys others = IssuerKeys.of(PrivateKey.generate(random));
    byte[] forged = new RegistrationIssuer(CODEC, keys, random).register(pending.request(), TODAY);
    PendingRegistration elsewhere = PendingRegistration.begin(CODEC, others.parameters(), random);
    assertThatThrownBy(() -> elsewhere.complete(forged, TODAY))
        .isInstanceOf(UnprovenException.class);
  }

  private Credential register() throws RefusalException {
    PendingRegistration pending = PendingRegistration.begin(CODEC, keys.parameters(), random);
    return pending.complete(registrations.register(pending.request(), TODAY), TODAY);
  }

  private PendingSubmission submit(Credential credential, Network network, String content)
      throws RefusalException {
    return PendingSubmission.begin(CODEC, credential, context(network, content), random);
  }

  private byte[] answer(PendingSubmission pending, Network network, String content)
      throws RefusalException {
    return submissions.verify(context(network, content), pending.probeId(), pending.request());
  }

  private static SubmissionContext context(Network network, String content) {
    return new SubmissionContext(
        network, MeasurementHash.of(content.getBytes(StandardCharsets.UTF_8)), POLICY);
  }
}
