package org.holdfast.credentials.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.credentials.exchange.Exchanges.CODEC;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.holdfast.credentials.credential.Attributes;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.issuance.ReplyScalars;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.nym.MeasurementHash;
import org.holdfast.credentials.nym.Network;
import org.holdfast.credentials.registration.PendingRegistration;
import org.holdfast.credentials.registration.RegistrationIssuer;
import org.holdfast.credentials.submission.PendingSubmission;
import org.holdfast.credentials.submission.SubmissionContext;
import org.holdfast.credentials.submission.SubmissionPolicy;
import org.holdfast.credentials.submission.SubmissionVerifier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The same request gets the same reply, and no other request shares a nonce with it")
class RepeatedReplyTest {
  private static final long TODAY = 2461367;
  private static final ScalarSource RANDOM = ScalarSource.of(new SecureRandom());

  private final PrivateKey secret = PrivateKey.generate(RANDOM);
  private final IssuerKeys keys = IssuerKeys.of(secret);

  @Test
  void registrationsAreAnsweredAlikeByWhoeverHasTheKey() throws Exception {
    PendingRegistration pending = PendingRegistration.begin(CODEC, keys.parameters(), RANDOM);
    byte[] reply = registrations(keys).register(pending.request(), TODAY);

    IssuerKeys elsewhere =
        IssuerKeys.of(PrivateKey.decode(CODEC, secret.encodeSecret(CODEC)), keys.parameters());
    assertThat(registrations(elsewhere).register(pending.request(), TODAY)).isEqualTo(reply);
    byte[] tomorrow = registrations(keys).register(pending.request(), TODAY + 1);
    assertThat(Arrays.copyOfRange(tomorrow, 32, 64))
        .isNotEqualTo(Arrays.copyOfRange(reply, 32, 64));
    assertThat(pending.complete(reply, TODAY).mac().isValid(attributes(pending, reply), secret))
        .isTrue();
  }

  private static Attributes attributes(PendingRegistration pending, byte[] reply) throws Exception {
    return pending.complete(reply, TODAY).attributes();
  }

  @Test
  void submissionsAreAnsweredAlike() throws Exception {
    PendingRegistration registration = PendingRegistration.begin(CODEC, keys.parameters(), RANDOM);
    Credential credential =
        registration.complete(registrations(keys).register(registration.request(), TODAY), TODAY);
    SubmissionContext context =
        new SubmissionContext(
            new Network("IT", "AS30722"),
            MeasurementHash.of(new byte[] {1}),
            new SubmissionPolicy(TODAY - 1, TODAY + 1, 0));
    byte[] seed = new byte[ScalarSource.SEED_BYTES];
    PendingSubmission pending =
        PendingSubmission.begin(CODEC, credential, context, ScalarSource.seeded(seed));
    PendingSubmission again =
        PendingSubmission.begin(CODEC, credential, context, ScalarSource.seeded(seed));
    assertThat(again.request()).isEqualTo(pending.request());
    SubmissionVerifier verifier = new SubmissionVerifier(CODEC, keys, ReplyScalars.REPEATABLE);
    byte[] reply = verifier.verify(context, pending.probeId(), pending.request());
    assertThat(verifier.verify(context, again.probeId(), again.request())).isEqualTo(reply);
    assertThat(again.complete(reply).attributes().count()).isEqualTo(1);
  }

  @Test
  void whatAnythingIsBoundToChangesEveryScalar() {
    Set<Scalar> drawn = new HashSet<>();
    byte[][][] bounds = {{{1, 2}, {3}}, {{1}, {2, 3}}, {{1, 2, 3}}, {{1, 2}, {3}, {}}, {}};
    for (byte[][] bound : bounds) {
      for (String exchange : new String[] {"registration", "submission"}) {
        ScalarSource scalars = ReplyScalars.REPEATABLE.of(keys, exchange, bound);
        for (int i = 0; i < 4; i++) {
          assertThat(drawn.add(scalars.next())).isTrue();
        }
      }
    }
    ScalarSource other =
        ReplyScalars.REPEATABLE.of(
            IssuerKeys.of(PrivateKey.generate(RANDOM)), "registration", bounds[0]);
    assertThat(drawn.add(other.next())).isTrue();
  }

  private static RegistrationIssuer registrations(IssuerKeys keys) {
    return new RegistrationIssuer(CODEC, keys, ReplyScalars.REPEATABLE);
  }
}
