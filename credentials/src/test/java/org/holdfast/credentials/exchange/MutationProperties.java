package org.holdfast.credentials.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.credentials.exchange.Exchanges.CODEC;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.holdfast.credentials.Vectors;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.nym.ProbeId;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.refusal.UndecodableException;
import org.holdfast.credentials.registration.RegistrationIssuer;
import org.holdfast.credentials.submission.SubmissionContext;
import org.holdfast.credentials.submission.SubmissionVerifier;
import org.holdfast.credentials.update.UpdateIssuer;
import tools.jackson.databind.JsonNode;

/// C12, C22: a genuine message in which something was changed is refused, as a refusal and nothing
/// else, wherever the change is.
class MutationProperties {
  private static final ScalarSource RANDOM = ScalarSource.of(new SecureRandom());
  private static final JsonNode SUBMISSION = Exchanges.byId("submit-tiny-ranges");
  private static final byte[] REQUEST = Vectors.bytes(SUBMISSION.get("request"));
  private static final byte[] REGISTRATION = Vectors.bytes(Exchanges.byId("reg-1").get("request"));
  private static final byte[] UPDATE =
      Vectors.bytes(Exchanges.byId("update-registered").get("request"));
  private static final SubmissionVerifier SUBMISSIONS =
      new SubmissionVerifier(CODEC, Exchanges.keys("k1"), RANDOM);
  private static final SubmissionContext CONTEXT = Exchanges.context(SUBMISSION.get("policy"));

  @Property(tries = 300)
  void changedSubmissionIsRefused(@ForAll long seed) {
    byte[] changed = changed(REQUEST, new Random(seed));
    ProbeId claimed =
        ProbeId.of(Arrays.copyOfRange(changed, Math.max(0, changed.length - 32), changed.length));
    assertRefused(changed, () -> SUBMISSIONS.verify(CONTEXT, claimed, changed));
  }

  @Property(tries = 200)
  void changedRegistrationIsRefused(@ForAll long seed) {
    byte[] changed = changed(REGISTRATION, new Random(seed));
    assertRefused(
        changed,
        () -> new RegistrationIssuer(CODEC, Exchanges.keys("k1"), RANDOM).register(changed, 1));
  }

  @Property(tries = 200)
  void changedUpdateIsRefused(@ForAll long seed) {
    byte[] changed = changed(UPDATE, new Random(seed));
    assertRefused(
        changed,
        () ->
            new UpdateIssuer(CODEC, Exchanges.keys("k1"), Exchanges.keys("k2"), RANDOM)
                .update(changed));
  }

  private interface Reading {
    void run() throws RefusalException;
  }

  private static void assertRefused(byte[] message, Reading reading) {
    assertThatThrownBy(reading::run)
        .isInstanceOf(RefusalException.class)
        .satisfies(
            e -> {
              if (e instanceof UndecodableException d) {
                assertThat(d.byteOffset()).isBetween(0L, (long) message.length);
              }
            });
  }

  /// One bit turned over, the end cut off, or 32 bytes replaced by others.
  private static byte[] changed(byte[] message, Random random) {
    byte[] changed = message.clone();
    int at = random.nextInt(message.length);
    switch (random.nextInt(4)) {
      case 0, 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> changed = Arrays.copyOf(message, at);
      default -> {
        int from = random.nextInt(message.length - 32);
        byte[] other = new byte[32];
        if (random.nextBoolean()) {
          random.nextBytes(other);
        }
        System.arraycopy(other, 0, changed, from, 32);
      }
    }
    return changed;
  }
}
