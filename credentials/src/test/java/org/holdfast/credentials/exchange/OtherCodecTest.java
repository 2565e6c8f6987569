package org.holdfast.credentials.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.credentials.exchange.Exchanges.CODEC;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.nym.MeasurementHash;
import org.holdfast.credentials.nym.Network;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.refusal.UndecodableException;
import org.holdfast.credentials.registration.PendingRegistration;
import org.holdfast.credentials.registration.RegistrationIssuer;
import org.holdfast.credentials.submission.PendingSubmission;
import org.holdfast.credentials.submission.SubmissionContext;
import org.holdfast.credentials.submission.SubmissionPolicy;
import org.holdfast.credentials.submission.SubmissionVerifier;
import org.holdfast.credentials.update.PendingUpdate;
import org.holdfast.credentials.update.UpdateIssuer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The codec is one class: with another in its place all exchanges work, and nothing but the
/// lengths in their messages changes.
class OtherCodecTest {
  private static final Codec OTHER = new Postcard();
  private static final long TODAY = 2461367;
  private static final SubmissionContext CONTEXT =
      new SubmissionContext(
          new Network("PT", "AS64501"),
          MeasurementHash.of("measured".getBytes(StandardCharsets.UTF_8)),
          new SubmissionPolicy(TODAY - 3, TODAY + 1, 0));

  private static final IssuerKeys KEYS = keys(1);
  private static final IssuerKeys NEXT_KEYS = keys(2);

  /// All that is written down or sent in a probe's life, made from the same scalars whatever the
  /// codec.
  private record Life(
      Codec codec,
      PendingRegistration registration,
      byte[] registered,
      PendingUpdate update,
      byte[] updated,
      PendingSubmission submission,
      byte[] submitted,
      Credential last) {
    static Life under(Codec codec) throws RefusalException {
      PendingRegistration registration =
          PendingRegistration.begin(codec, parameters(codec, KEYS), scalars(3));
      byte[] registered =
          new RegistrationIssuer(codec, stored(codec, KEYS), scalars(4))
              .register(registration.request(), TODAY);
      Credential first = stored(codec, registration.complete(registered, TODAY));
      PendingUpdate update =
          PendingUpdate.begin(codec, first, parameters(codec, NEXT_KEYS), scalars(5));
      byte[] updated =
          new UpdateIssuer(codec, stored(codec, KEYS), stored(codec, NEXT_KEYS), scalars(6))
              .update(update.request());
      Credential second = stored(codec, update.complete(updated));
      PendingSubmission submission = PendingSubmission.begin(codec, second, CONTEXT, scalars(7));
      byte[] submitted =
          new SubmissionVerifier(codec, stored(codec, NEXT_KEYS), scalars(8))
              .verify(CONTEXT, submission.probeId(), submission.request());
      return new Life(
          codec,
          registration,
          registered,
          update,
          updated,
          submission,
          submitted,
          submission.complete(submitted));
    }
  }

  @Test
  @DisplayName("registration, update and submission work under another codec")
  void allExchangesWorkUnderAnotherCodec() throws RefusalException {
    Life life = Life.under(OTHER);

    assertThat(life.last.attributes().count()).isEqualTo(1);
    assertThat(life.last.attributes().age()).isEqualTo(TODAY);
    assertThat(life.last.mac().isValid(life.last.attributes(), NEXT_KEYS.privateKey())).isTrue();
  }

  @Test
  @DisplayName("messages of both codecs made from the same scalars differ in their lengths alone")
  void onlyLengthsDiffer() throws RefusalException {
    Life today = Life.under(CODEC);
    Life tomorrow = Life.under(OTHER);

    assertSame(today.registration.request(), tomorrow.registration.request(), 32);
    assertSame(today.registered, tomorrow.registered, 128);
    assertThat(tomorrow.updated).hasSize(today.updated.length - 7);
    assertThat(tomorrow.submission.probeId()).isEqualTo(today.submission.probeId());
    assertThat(tomorrow.last.attributes()).isEqualTo(today.last.attributes());
    assertThat(tomorrow.submitted).isNotEqualTo(today.submitted);
  }

  /// @param at where both have the length of a proof, the last field
  private static void assertSame(byte[] today, byte[] tomorrow, int at) {
    assertThat(Arrays.copyOf(tomorrow, at)).isEqualTo(Arrays.copyOf(today, at));
    assertThat(Arrays.copyOfRange(tomorrow, at + 1, tomorrow.length))
        .isEqualTo(Arrays.copyOfRange(today, at + Long.BYTES, today.length));
  }

  @Test
  @DisplayName("what is cut off anywhere, or is in the other codec, is refused")
  void brokenMessagesAreRefused() throws RefusalException {
    Life life = Life.under(OTHER);
    byte[] request = life.registration.request();
    RegistrationIssuer issuer = new RegistrationIssuer(OTHER, KEYS, scalars(9));
    for (int length = 0; length < request.length; length++) {
      byte[] cut = Arrays.copyOf(request, length);
      assertThatThrownBy(() -> issuer.register(cut, TODAY))
          .as("%s bytes", length)
          .isInstanceOf(UndecodableException.class);
    }
    assertThatThrownBy(() -> new RegistrationIssuer(CODEC, KEYS, scalars(9)).register(request, 1))
        .isInstanceOf(UndecodableException.class);
    byte[] today = Life.under(CODEC).registration.request();
    assertThatThrownBy(() -> issuer.register(today, TODAY)).isInstanceOf(RefusalException.class);
  }

  @ParameterizedTest
  @CsvSource({"3,03", "101,65", "293,a502", "6757,e534", "2147483647,ffffffff07"})
  void lengthsAreThoseOfTheSpecification(int length, String hex) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OTHER.writeLength(out, length);
    byte[] bytes = out.toByteArray();
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(hex);
    assertThat(OTHER.readLength(bytes, 0, bytes.length))
        .isEqualTo(new Codec.Length(length, bytes.length));
    assertThat(OTHER.readLength(bytes, 0, bytes.length - 1).value()).isEqualTo(Codec.NONE);
  }

  private static IssuerKeys keys(int seed) {
    return IssuerKeys.of(PrivateKey.generate(scalars(seed)));
  }

  private static ScalarSource scalars(int seed) {
    byte[] bytes = new byte[ScalarSource.SEED_BYTES];
    bytes[0] = (byte) seed;
    return ScalarSource.seeded(bytes);
  }

  private static PublicParameters parameters(Codec codec, IssuerKeys keys) throws RefusalException {
    return PublicParameters.decode(codec, keys.parameters().encode(codec));
  }

  private static IssuerKeys stored(Codec codec, IssuerKeys keys) throws RefusalException {
    return IssuerKeys.of(PrivateKey.decode(codec, keys.privateKey().encodeSecret(codec)));
  }

  private static Credential stored(Codec codec, Credential credential) throws RefusalException {
    return Credential.decode(codec, credential.encodeSecret(codec));
  }
}
