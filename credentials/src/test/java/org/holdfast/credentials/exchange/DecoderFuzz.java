package org.holdfast.credentials.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.credentials.exchange.Exchanges.CODEC;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.keyring.KeyRing;
import org.holdfast.credentials.keyring.UnusableKeyRingException;
import org.holdfast.credentials.nym.MeasurementHash;
import org.holdfast.credentials.nym.ProbeId;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.refusal.UndecodableException;
import org.holdfast.credentials.registration.RegistrationIssuer;
import org.holdfast.credentials.sigma.CompactProof;
import org.holdfast.credentials.submission.SubmissionVerifier;
import org.holdfast.credentials.transparency.BrokenLogException;
import org.holdfast.credentials.transparency.LogKey;
import org.holdfast.credentials.transparency.ParameterLog;
import org.holdfast.credentials.update.UpdateIssuer;
import tools.jackson.databind.JsonNode;

/// C22: whatever arrives is accepted or refused, with an offset inside it; nothing else is thrown.
class DecoderFuzz {
  private static final ScalarSource RANDOM = ScalarSource.of(new SecureRandom());
  private static final JsonNode SUBMISSION = Exchanges.byId("submit-tiny-ranges");

  private interface Refusing {
    void read() throws RefusalException;
  }

  @FuzzTest
  void submissions(byte[] request) {
    acceptedOrRefused(
        request,
        () ->
            new SubmissionVerifier(CODEC, Exchanges.keys("k1"), RANDOM)
                .verify(
                    Exchanges.context(SUBMISSION.get("policy")),
                    request.length < 32
                        ? ProbeId.of(request)
                        : ProbeId.of(
                            Arrays.copyOfRange(request, request.length - 32, request.length)),
                    request));
  }

  @FuzzTest
  void registrations(byte[] request) {
    acceptedOrRefused(
        request,
        () -> new RegistrationIssuer(CODEC, Exchanges.keys("k1"), RANDOM).register(request, 1));
  }

  @FuzzTest
  void updates(byte[] request) {
    acceptedOrRefused(
        request,
        () ->
            new UpdateIssuer(CODEC, Exchanges.keys("k1"), Exchanges.keys("k2"), RANDOM)
                .update(request));
  }

  @FuzzTest
  void replies(byte[] reply) throws RefusalException {
    var registration = Exchanges.registration(Exchanges.byId("reg-1"));
    var submission = Exchanges.submission(SUBMISSION);
    var update = Exchanges.update(Exchanges.byId("update-registered"));
    acceptedOrRefused(reply, () -> registration.complete(reply, 1));
    acceptedOrRefused(reply, () -> submission.complete(reply));
    acceptedOrRefused(reply, () -> update.complete(reply));
  }

  @FuzzTest
  void keysAndCredentials(byte[] stored) {
    acceptedOrRefused(
        stored,
        () -> {
          byte[] again = PrivateKey.decode(CODEC, stored).encodeSecret(CODEC);
          assertThat(stored).startsWith(again);
        });
    acceptedOrRefused(
        stored,
        () -> {
          byte[] again = PublicParameters.decode(CODEC, stored).encode(CODEC);
          assertThat(stored).startsWith(again);
        });
    acceptedOrRefused(stored, () -> Credential.decode(CODEC, stored).encodeSecret(CODEC));
  }

  @FuzzTest
  void proofs(byte[] proof) {
    CompactProof.decode(proof, 0, Math.max(0, (proof.length - 37) / 32))
        .ifPresent(p -> assertThat(p.encode()).isEqualTo(proof));
  }

  @FuzzTest
  void strings(byte[] bytes) {
    String string = new String(bytes, StandardCharsets.UTF_8);
    acceptedOrRefused(
        bytes,
        () ->
            assertThat(StrictBase64.encode(StrictBase64.decode("any", string))).isEqualTo(string));
    acceptedOrRefused(bytes, () -> ProbeId.decode(string));
    acceptedOrRefused(bytes, () -> MeasurementHash.decode(string));
  }

  @FuzzTest
  void keyRings(byte[] bytes) {
    try {
      byte[] again = KeyRing.parse(bytes).formatSecret();
      assertThat(KeyRing.parse(again).formatSecret()).isEqualTo(again);
    } catch (UnusableKeyRingException e) {
      assertThat(e).hasMessageNotContaining("Exception");
    }
  }

  @FuzzTest
  void logs(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      assertThat(ParameterLog.parse(text).text().lines())
          .containsExactlyElementsOf(text.lines().toList());
    } catch (BrokenLogException e) {
      assertThat(e).hasMessageNotContaining("Exception");
    }
    try {
      assertThat(LogKey.parse(text).formatSecret().lines()).hasSize(3);
    } catch (BrokenLogException e) {
      assertThat(e).hasMessageNotContaining("Exception");
    }
  }

  private static void acceptedOrRefused(byte[] input, Refusing reader) {
    try {
      reader.read();
    } catch (UndecodableException e) {
      assertThat(e.field()).isNotEmpty();
      assertThat(e.byteOffset()).isBetween(0L, (long) input.length);
    } catch (RefusalException e) {
      assertThat(e).hasMessageNotContaining("Exception");
    }
  }
}
