package org.holdfast.credentials.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.credentials.Vectors.bytes;
import static org.holdfast.credentials.exchange.Exchanges.CODEC;

import java.util.stream.Stream;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.nym.ProbeId;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.registration.PendingRegistration;
import org.holdfast.credentials.registration.RegistrationIssuer;
import org.holdfast.credentials.submission.PendingSubmission;
import org.holdfast.credentials.submission.SubmissionVerifier;
import org.holdfast.credentials.update.PendingUpdate;
import org.holdfast.credentials.update.UpdateIssuer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// All published exchanges with their randomness: C5, C10, C13, C14 and C15.
class ExchangeVectorsTest {
  static Stream<String> registrations() {
    return ids("open_registration");
  }

  static Stream<String> submissions() {
    return ids("submit");
  }

  static Stream<String> updates() {
    return ids("update");
  }

  @ParameterizedTest
  @MethodSource("registrations")
  void registrationIsReproducedByteForByte(String id) throws RefusalException {
    JsonNode exchange = Exchanges.byId(id);
    String keys = exchange.get("keys").asString();
    long age = exchange.get("age").asLong();

    PendingRegistration pending = Exchanges.registration(exchange);
    assertThat(pending.request()).isEqualTo(bytes(exchange.get("request")));

    byte[] reply =
        new RegistrationIssuer(
                CODEC, Exchanges.keys(keys), Exchanges.replay(exchange.get("server_randomness")))
            .register(pending.request(), age);
    assertThat(reply).isEqualTo(bytes(exchange.get("reply")));

    assertCredential(pending.complete(reply, age), exchange.get("credential"), keys);
  }

  @ParameterizedTest
  @MethodSource("submissions")
  void submissionIsReproducedByteForByte(String id) throws RefusalException {
    JsonNode exchange = Exchanges.byId(id);
    String keys = exchange.get("keys").asString();

    PendingSubmission pending = Exchanges.submission(exchange);
    assertThat(pending.request()).isEqualTo(bytes(exchange.get("request")));
    assertThat(pending.probeId().hex()).isEqualTo(exchange.get("probe_id").asString());
    assertThat(pending.probeId().base64()).isEqualTo(exchange.get("nym").asString());

    byte[] reply =
        new SubmissionVerifier(
                CODEC, Exchanges.keys(keys), Exchanges.replay(exchange.get("server_randomness")))
            .verify(
                Exchanges.context(exchange.get("policy")),
                ProbeId.decode(exchange.get("nym").asString()),
                pending.request());
    assertThat(reply).isEqualTo(bytes(exchange.get("reply")));

    assertCredential(pending.complete(reply), exchange.get("new_credential"), keys);
  }

  @ParameterizedTest
  @MethodSource("updates")
  void updateIsReproducedByteForByte(String id) throws RefusalException {
    JsonNode exchange = Exchanges.byId(id);
    String newKeys = exchange.get("new_keys").asString();

    PendingUpdate pending = Exchanges.update(exchange);
    assertThat(pending.request()).isEqualTo(bytes(exchange.get("request")));

    byte[] reply =
        new UpdateIssuer(
                CODEC,
                Exchanges.keys(exchange.get("old_keys").asString()),
                Exchanges.keys(newKeys),
                Exchanges.replay(exchange.get("server_randomness")))
            .update(pending.request());
    assertThat(reply).isEqualTo(bytes(exchange.get("reply")));

    assertCredential(pending.complete(reply), exchange.get("new_credential"), newKeys);
  }

  private static void assertCredential(Credential credential, JsonNode expected, String keys)
      throws RefusalException {
    byte[] serialized = bytes(expected.get("serialized"));
    assertThat(serialized).hasSize(406);
    assertThat(credential.encodeSecret(CODEC)).isEqualTo(serialized);
    assertThat(Credential.decode(CODEC, serialized).encodeSecret(CODEC)).isEqualTo(serialized);
    PrivateKey key = Exchanges.keys(keys).privateKey();
    assertThat(credential.mac().isValid(credential.attributes(), key)).isTrue();
  }

  private static Stream<String> ids(String kind) {
    return Exchanges.all()
        .filter(e -> e.get("kind").asString().equals(kind))
        .map(e -> e.get("id").asString());
  }
}
