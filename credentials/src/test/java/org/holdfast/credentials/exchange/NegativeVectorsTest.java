package org.holdfast.credentials.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.credentials.Vectors.NEGATIVE;
import static org.holdfast.credentials.Vectors.bytes;
import static org.holdfast.credentials.Vectors.list;
import static org.holdfast.credentials.exchange.Exchanges.CODEC;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.holdfast.credentials.codec.MessageWriter;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.credential.Attributes;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.key.MismatchedKeysException;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.nym.MeasurementHash;
import org.holdfast.credentials.nym.ProbeId;
import org.holdfast.credentials.refusal.IneligibleException;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.refusal.UndecodableException;
import org.holdfast.credentials.refusal.UnprovenException;
import org.holdfast.credentials.registration.RegistrationIssuer;
import org.holdfast.credentials.submission.PendingSubmission;
import org.holdfast.credentials.submission.SubmissionContext;
import org.holdfast.credentials.submission.SubmissionVerifier;
import org.holdfast.credentials.update.UpdateIssuer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// C21: every published case of malformed, forged, replayed or mismatching input ends as it should,
/// and no other exception escapes. With it C6, C7, C16, C17, C18, C20 and C23.
class NegativeVectorsTest {
  private static final ScalarSource RANDOM = ScalarSource.of(new SecureRandom());
  private static final long TODAY = 2461367;

  static Stream<String> cases() {
    return list(NEGATIVE.get("cases")).stream().map(c -> c.get("id").asString());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void endsAsExpected(String id) throws Exception {
    JsonNode negative =
        list(NEGATIVE.get("cases")).stream()
            .filter(c -> c.get("id").asString().equals(id))
            .findFirst()
            .orElseThrow();
    assertThat(outcome(negative)).isEqualTo(expected(negative));
  }

  /// What must be refused when the server starts is refused by the decoder of keys.
  private static String expected(JsonNode negative) {
    String expected = negative.get("expected").asString();
    return expected.equals("refused_at_startup") ? "deserialization_failed" : expected;
  }

  private static String outcome(JsonNode negative) throws Exception {
    try {
      run(negative);
      return "accepted";
    } catch (RefusalException e) {
      return switch (e) {
        case UndecodableException d -> "deserialization_failed";
        case UnprovenException p -> "protocol_error";
        case IneligibleException c -> "client_refuses";
      };
    }
  }

  private static void run(JsonNode negative) throws Exception {
    JsonNode context = negative.get("context");
    switch (negative.get("kind").asString()) {
      case "submit" ->
          new SubmissionVerifier(CODEC, submissionKeys(context), RANDOM)
              .verify(
                  Exchanges.context(context.get("policy")),
                  ProbeId.decode(context.get("nym").asString()),
                  message(negative));
      case "open_registration" ->
          new RegistrationIssuer(CODEC, Exchanges.keys(name(context, "keys", "k1")), RANDOM)
              .register(message(negative), TODAY);
      case "update" ->
          new UpdateIssuer(
                  CODEC,
                  Exchanges.keys(name(context, "old_keys", "k1")),
                  Exchanges.keys(name(context, "new_keys", "k2")),
                  RANDOM)
              .update(message(negative));
      case "submit_reply" -> Exchanges.submission(basis(negative)).complete(message(negative));
      case "open_registration_reply" ->
          Exchanges.registration(basis(negative)).complete(message(negative), TODAY);
      case "submit_prepare" -> prepare(context);
      case "string" -> string(context);
      default -> throw new AssertionError(negative.get("kind").asString());
    }
  }

  private static IssuerKeys submissionKeys(JsonNode context) throws Exception {
    if (context.has("secret_key_of")) {
      return mixed(
          Exchanges.keys(context.get("secret_key_of").asString()),
          Exchanges.keys(context.get("public_parameters_of").asString()));
    }
    return Exchanges.keys(name(context, "keys", "k1"));
  }

  /// Keys that do not belong together: a server refuses to start with them, which the original
  /// finds out with the first request.
  private static IssuerKeys mixed(IssuerKeys secret, IssuerKeys published)
      throws UnprovenException {
    try {
      return IssuerKeys.of(secret.privateKey(), published.parameters());
    } catch (MismatchedKeysException e) {
      throw new UnprovenException(e.toString());
    }
  }

  private static String name(JsonNode context, String member, String otherwise) {
    return context != null && context.has(member) ? context.get(member).asString() : otherwise;
  }

  private static JsonNode basis(JsonNode holder) {
    return Exchanges.byId(holder.get("basis").asString());
  }

  private static void prepare(JsonNode context) throws RefusalException {
    Credential registered = Exchanges.credential(Exchanges.byId("reg-1").get("credential"));
    Attributes attributes =
        new Attributes(
            registered.attributes().nymId(),
            context.get("age").asLong(),
            context.get("measurement_count").asLong());
    PendingSubmission.begin(
        CODEC,
        new Credential(attributes, registered.mac(), registered.parameters()),
        Exchanges.context(context.get("policy")),
        RANDOM);
  }

  private static void string(JsonNode context) throws RefusalException {
    String string = context.get("string").asString();
    String field = context.get("field").asString();
    switch (field) {
      case "secret_key" -> PrivateKey.decode(CODEC, StrictBase64.decode(field, string));
      case "public_parameters" ->
          PublicParameters.decode(CODEC, StrictBase64.decode(field, string));
      default -> submitWith(field, string, basis(context));
    }
  }

  private static void submitWith(String field, String string, JsonNode exchange)
      throws RefusalException {
    SubmissionContext context = Exchanges.context(exchange.get("policy"));
    String nym = field.equals("nym") ? string : exchange.get("nym").asString();
    MeasurementHash hash =
        field.equals("measurement_hash") ? MeasurementHash.decode(string) : context.measurement();
    byte[] request =
        field.equals("zkp_request")
            ? StrictBase64.decode(field, string)
            : bytes(exchange.get("request"));
    new SubmissionVerifier(CODEC, Exchanges.keys(exchange.get("keys").asString()), RANDOM)
        .verify(
            new SubmissionContext(context.network(), hash, context.policy()),
            ProbeId.decode(nym),
            request);
  }

  private static byte[] message(JsonNode negative) throws Exception {
    if (negative.get("context").has("build")) {
      return nested(bytes(basis(negative).get("request")));
    }
    byte[] message;
    if (negative.has("message_base64")) {
      message = Base64.getDecoder().decode(negative.get("message_base64").asString());
    } else {
      boolean reply = negative.get("kind").asString().endsWith("_reply");
      byte[] basis = bytes(basis(negative).get(reply ? "reply" : "request"));
      message = edited(basis, negative.get("edit"));
    }
    assertThat(message).hasSize(negative.get("message_length").asInt());
    assertThat(MessageDigest.getInstance("SHA-256").digest(message))
        .isEqualTo(HexFormat.of().parseHex(negative.get("message_sha256").asString()));
    return message;
  }

  private static byte[] edited(byte[] basis, JsonNode edit) {
    int offset = edit.get("offset").asInt();
    int rest = offset + edit.get("delete").asInt();
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.write(basis, 0, offset);
    message.writeBytes(bytes(edit.get("insert_hex")));
    message.write(basis, rest, basis.length - rest);
    return message.toByteArray();
  }

  /// A hundred thousand nested conjunctions in place of the responses.
  private static byte[] nested(byte[] basis) {
    int tag = 200 + 32 * (19 + 32 - 2) + 32;
    ByteArrayOutputStream proof = new ByteArrayOutputStream();
    proof.write(basis, 200, tag - 200);
    for (int i = 0; i < 100_000; i++) {
      proof.writeBytes(new byte[] {1, 1, 0, 0, 0});
    }
    proof.writeBytes(new byte[5]);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.write(basis, 0, 192);
    message.writeBytes(new MessageWriter(CODEC).byteString(proof.toByteArray()).toByteArray());
    message.writeBytes(Arrays.copyOfRange(basis, basis.length - 32, basis.length));
    return message.toByteArray();
  }
}
