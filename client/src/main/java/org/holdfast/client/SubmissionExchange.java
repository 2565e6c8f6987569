package org.holdfast.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.nym.MeasurementHash;
import org.holdfast.credentials.refusal.IneligibleException;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.submission.PendingSubmission;
import org.holdfast.credentials.submission.SubmissionContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Hands a measurement in, with the proof that was begun or without any.
final class SubmissionExchange {
  private static final Codec CODEC = Codec.WIRE;
  private static final String PATH = "/api/v1/submit_measurement";
  private static final String PROTOCOL_VERSION = "0.1.0";

  private final CredentialStore store;
  private final CollectorCalls calls;
  private final Retries retries;

  SubmissionExchange(CredentialStore store, CollectorCalls calls, Retries retries) {
    this.store = store;
    this.calls = calls;
    this.retries = retries;
  }

  /// Sends what was begun, as often as it takes, and keeps the next credential.
  Handed end(Pending pending) throws IOException, InterruptedException {
    PendingSubmission submission = submission(pending);
    try {
      JsonNode answer = settled(request(pending, submission));
      Handed handed = handed(answer);
      store.replace(
          handed.isVerified()
              ? new StoredState(
                  Optional.of(next(submission, answer)),
                  pending.manifestVersion(),
                  Optional.empty())
              : store.state().withoutPending());
      return handed;
    } catch (RefusedException e) {
      store.replace(store.state().withoutPending());
      throw e;
    } catch (RefusalException e) {
      store.replace(store.state().withoutPending());
      throw RefusedException.of(e);
    }
  }

  private PendingSubmission submission(Pending pending) throws IOException {
    Pending.Submitted submitted = pending.submission().orElseThrow();
    try {
      return PendingSubmission.begin(
          CODEC,
          store.state().credential().orElseThrow(),
          pending.parameters(),
          new SubmissionContext(
              submitted.network(), MeasurementHash.of(submitted.content()), submitted.policy()),
          ScalarSource.seeded(pending.seed()));
    } catch (IneligibleException e) {
      throw new IOException("the policy that was met is not met any more", e);
    }
  }

  private static ObjectNode request(Pending pending, PendingSubmission submission) {
    return request(pending.submission().orElseThrow().content())
        .put("nym", submission.probeId().base64())
        .put("zkp_request", StrictBase64.encode(submission.request()))
        .put("manifest_version", pending.manifestVersion())
        .put("protocol_version", PROTOCOL_VERSION);
  }

  private static ObjectNode request(byte[] content) {
    return CollectorCalls.object()
        .put("format", "json")
        .put("content", new String(content, StandardCharsets.UTF_8));
  }

  /// Asks again while the measurement is kept and its proof waits to be looked at.
  private JsonNode settled(ObjectNode body) throws IOException, InterruptedException {
    JsonNode answer = calls.post(PATH, body);
    for (int i = 1; handed(answer).isPending() && i < retries.attemptsMax(); i++) {
      retries.pause().of(retries.before(i, Optional.empty()));
      answer = calls.post(PATH, body);
    }
    return answer;
  }

  private static Credential next(PendingSubmission submission, JsonNode answer)
      throws RefusalException {
    return submission.complete(
        StrictBase64.decode("submit_response", answer.path("submit_response").asString("")));
  }

  /// @param content UTF-8
  Handed plain(byte[] content) throws IOException, InterruptedException {
    return handed(calls.post(PATH, request(content)));
  }

  private static Handed handed(JsonNode answer) throws IOException {
    if (!answer.isObject()) {
      throw new IOException("the collector answered 200 without a JSON object");
    }
    return new Handed(
        answer.path("measurement_uid").asString(""),
        answer.path("verification_status").asString("unverified"),
        answer.path("error").asString(""));
  }
}
