package org.holdfast.app.credentialstest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.holdfast.client.CollectorTransport;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.nym.MeasurementHash;
import org.holdfast.credentials.nym.Network;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.registration.PendingRegistration;
import org.holdfast.credentials.submission.PendingSubmission;
import org.holdfast.credentials.submission.SubmissionContext;
import org.holdfast.credentials.submission.SubmissionPolicy;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A probe of the game: registers once and proves from that one credential again and again, in
/// whichever networks it is sent to.
final class PlayedProbe {
  private static final Codec CODEC = Codec.WIRE;
  private static final int PROOF_BEGINNING = 48;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final CollectorTransport transport;
  private final String version;
  private final SubmissionPolicy policy;
  private final Credential credential;

  /// What was said in one submission.
  ///
  /// @param wire proof and answer
  /// @param probeId the name it showed, hexadecimal
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Said(String uid, String reportId, byte[] wire, String probeId) {
    /// What would tell of this one submission wherever it stood.
    List<String> words() {
      byte[] beginning = Arrays.copyOf(wire, PROOF_BEGINNING);
      return List.of(
          uid,
          reportId,
          probeId,
          StrictBase64.encode(HexFormat.of().parseHex(probeId)),
          StrictBase64.encode(beginning));
    }
  }

  private PlayedProbe(
      CollectorTransport transport,
      String version,
      SubmissionPolicy policy,
      Credential credential) {
    this.transport = transport;
    this.version = version;
    this.policy = policy;
    this.credential = credential;
  }

  /// Registers.
  static PlayedProbe register(
      CollectorTransport transport, SubmissionPolicy policy, ScalarSource random)
      throws IOException, InterruptedException {
    JsonNode manifest = JSON.readTree(transport.ask("/api/v1/manifest", Optional.empty()).body());
    String version = manifest.path("meta").path("version").asString("");
    try {
      PublicParameters parameters =
          PublicParameters.decode(
              CODEC,
              StrictBase64.decode(
                  "public_parameters",
                  manifest.path("manifest").path("public_parameters").asString("")));
      PendingRegistration pending = PendingRegistration.begin(CODEC, parameters, random);
      ObjectNode body = JSON.createObjectNode();
      body.put("manifest_version", version);
      body.put("credential_sign_request", StrictBase64.encode(pending.request()));
      JsonNode answer = post(transport, "/api/v1/sign_credential", body);
      Credential credential =
          pending.complete(
              StrictBase64.decode(
                  "credential_sign_response", answer.path("credential_sign_response").asString("")),
              answer.path("emission_day").asLong());
      return new PlayedProbe(transport, version, policy, credential);
    } catch (RefusalException e) {
      throw new IOException("the probe could not register", e);
    }
  }

  /// Submits, and expects the proof to hold.
  Said submit(String document, Network network, ScalarSource random)
      throws IOException, InterruptedException {
    PendingSubmission pending = begin(document, network, random);
    ObjectNode body = JSON.createObjectNode();
    body.put("format", "json").put("content", document);
    body.put("nym", pending.probeId().base64());
    body.put("zkp_request", StrictBase64.encode(pending.request()));
    body.put("manifest_version", version).put("protocol_version", "0.1.0");
    JsonNode answer = post(transport, "/api/v1/submit_measurement", body);
    if (!answer.path("verification_status").asString("").equals("verified")) {
      throw new IOException("a submission of the game was not verified: " + answer);
    }
    byte[] request = pending.request();
    byte[] reply = answer.path("submit_response").asString("").getBytes(UTF_8);
    byte[] wire = new byte[request.length + reply.length];
    System.arraycopy(request, 0, wire, 0, request.length);
    System.arraycopy(reply, 0, wire, request.length, reply.length);
    return new Said(
        answer.path("measurement_uid").asString(""),
        answer.path("report_id").asString(""),
        wire,
        pending.probeId().hex());
  }

  private PendingSubmission begin(String document, Network network, ScalarSource random) {
    try {
      return PendingSubmission.begin(
          CODEC,
          credential,
          new SubmissionContext(network, MeasurementHash.of(document.getBytes(UTF_8)), policy),
          random);
    } catch (RefusalException e) {
      throw new UncheckedIOException(new IOException("the policy of the game is not met", e));
    }
  }

  private static JsonNode post(CollectorTransport transport, String path, ObjectNode body)
      throws IOException, InterruptedException {
    CollectorTransport.Answer answer =
        transport.ask(path, Optional.of(JSON.writeValueAsBytes(body)));
    if (answer.status() != 200) {
      throw new IOException(path + " was answered with " + answer.status());
    }
    return JSON.readTree(answer.body());
  }
}
