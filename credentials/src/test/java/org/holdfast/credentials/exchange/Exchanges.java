package org.holdfast.credentials.exchange;

import static org.holdfast.credentials.Vectors.EXCHANGES;
import static org.holdfast.credentials.Vectors.VECTORS;
import static org.holdfast.credentials.Vectors.bytes;
import static org.holdfast.credentials.Vectors.list;
import static org.holdfast.credentials.Vectors.scalar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.credentials.Vectors;
import org.holdfast.credentials.codec.Bincode;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.nym.MeasurementHash;
import org.holdfast.credentials.nym.Network;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.registration.PendingRegistration;
import org.holdfast.credentials.submission.PendingSubmission;
import org.holdfast.credentials.submission.SubmissionContext;
import org.holdfast.credentials.submission.SubmissionPolicy;
import org.holdfast.credentials.update.PendingUpdate;
import tools.jackson.databind.JsonNode;

/// The published exchanges as objects of ours.
final class Exchanges {
  static final Codec CODEC = new Bincode();

  private static final Map<String, IssuerKeys> KEYS =
      list(VECTORS.get("keys")).stream()
          .collect(Collectors.toMap(k -> k.get("name").asString(), Exchanges::keys));

  private Exchanges() {}

  static Stream<JsonNode> all() {
    return Stream.of("exchanges", "chain", "updates").flatMap(n -> list(EXCHANGES.get(n)).stream());
  }

  static JsonNode byId(String id) {
    return all().filter(e -> e.get("id").asString().equals(id)).findFirst().orElseThrow();
  }

  static IssuerKeys keys(String name) {
    IssuerKeys keys = KEYS.get(name);
    if (keys == null) {
      throw new IllegalArgumentException(name);
    }
    return keys;
  }

  static PublicParameters parameters(String name) {
    return keys(name).parameters();
  }

  static Credential credential(JsonNode credential) throws RefusalException {
    return Credential.decode(CODEC, bytes(credential.get("serialized")));
  }

  static SubmissionContext context(JsonNode policy) {
    return new SubmissionContext(
        new Network(policy.get("probe_cc").asString(), policy.get("probe_asn").asString()),
        MeasurementHash.of(policy.get("content").asString().getBytes(StandardCharsets.UTF_8)),
        new SubmissionPolicy(
            policy.get("age_range").get(0).asLong(),
            policy.get("age_range").get(1).asLong(),
            policy.get("min_measurement_count").asLong()));
  }

  /// The scalars of a list, one after the other.
  static ScalarSource replay(JsonNode randomness) {
    Queue<Scalar> scalars =
        list(randomness.get("scalars")).stream()
            .map(Vectors::scalar)
            .collect(Collectors.toCollection(ArrayDeque::new));
    return scalars::remove;
  }

  static PendingRegistration registration(JsonNode exchange) {
    return PendingRegistration.begin(
        CODEC,
        parameters(exchange.get("keys").asString()),
        replay(exchange.get("client_randomness")));
  }

  static PendingSubmission submission(JsonNode exchange) throws RefusalException {
    return PendingSubmission.begin(
        CODEC,
        credential(exchange.get("old_credential")),
        context(exchange.get("policy")),
        replay(exchange.get("client_randomness")));
  }

  static PendingUpdate update(JsonNode exchange) throws RefusalException {
    return PendingUpdate.begin(
        CODEC,
        credential(exchange.get("old_credential")),
        parameters(exchange.get("new_keys").asString()),
        replay(exchange.get("client_randomness")));
  }

  private static IssuerKeys keys(JsonNode key) {
    try {
      return IssuerKeys.of(PrivateKey.decode(CODEC, bytes(key.get("secret_key"))));
    } catch (RefusalException e) {
      throw new IllegalStateException(scalar(key.get("x0")).toString(), e);
    }
  }
}
