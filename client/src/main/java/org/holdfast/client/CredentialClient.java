package org.holdfast.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.nym.MeasurementHash;
import org.holdfast.credentials.nym.Network;
import org.holdfast.credentials.refusal.IneligibleException;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.registration.PendingRegistration;
import org.holdfast.credentials.submission.PendingSubmission;
import org.holdfast.credentials.submission.SubmissionContext;
import org.holdfast.credentials.submission.SubmissionPolicy;
import org.holdfast.credentials.update.PendingUpdate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Hands measurements in with a credential: registers when there is none, moves to a new key when
/// the issuer has one, proves, and takes the next credential from each answer.
///
/// Write-ahead: before a request is sent, the store durably holds what it is made from. A request
/// whose answer is not known is sent again, the same bytes, before anything else is; so a
/// credential has one successor, whatever is lost. One exchange at a time; safe for concurrent use.
public final class CredentialClient {
  private static final Codec CODEC = Codec.WIRE;
  private static final int JULIAN_DAY_OF_EPOCH = 2_440_588;
  private static final String PROTOCOL_VERSION = "0.1.0";
  private static final String CREDENTIAL_ERROR = "credential_error";
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
  private static final Pattern ASN = Pattern.compile("AS[0-9]{1,10}");
  private static final String MANIFEST_NOT_FOUND = "manifest_not_found";
  private static final String PENDING = "pending";

  private final CredentialStore store;
  private final CollectorCalls calls;
  private final Retries retries;
  private final Clock clock;
  private final SecureRandom random;
  private Optional<Manifest> manifest = Optional.empty();

  public CredentialClient(
      CredentialStore store,
      CollectorTransport transport,
      Retries retries,
      Clock clock,
      SecureRandom random) {
    this.store = store;
    this.calls = new CollectorCalls(transport, retries);
    this.retries = retries;
    this.clock = clock;
    this.random = random;
  }

  /// Hands a measurement in. When it returns the collector keeps it, verified or not.
  ///
  /// @param content the document, sent and proven as it stands
  /// @param network where it was made: its `probe_cc` and `probe_asn`
  /// @throws RefusedException if the collector will not take it
  /// @throws IOException if it could not be reached; calling again with the same goes on
  public synchronized Handed submit(byte[] content, Network network)
      throws IOException, InterruptedException {
    try {
      Optional<Handed> recovered = recover(Optional.of(content));
      if (recovered.isPresent()) {
        return recovered.get();
      }
    } catch (RefusedException e) {
      // What was begun has come to an end; it is nothing that this measurement should wait for.
    }
    Handed handed = new Handed("", "unverified", "");
    // An answer may tell that manifest or credential are not those of today, each at most once.
    for (int attempt = 0; attempt < 3; attempt++) {
      Optional<Pending> prepared = Optional.empty();
      try {
        prepared = prepare(content, network);
      } catch (RefusedException e) {
        if (attempt == 0) {
          // Mostly a manifest that was replaced a moment ago.
          manifest = Optional.empty();
          continue;
        }
      }
      if (prepared.isEmpty()) {
        return plain(content);
      }
      handed = finishSubmission(prepared.get());
      if (handed.error().equals(MANIFEST_NOT_FOUND)) {
        manifest = Optional.empty();
      } else if (handed.error().equals(CREDENTIAL_ERROR)) {
        store.replace(StoredState.EMPTY);
      } else {
        return handed;
      }
    }
    return handed;
  }

  /// Ends what a crash or an unreachable collector left begun.
  public synchronized void recover() throws IOException, InterruptedException {
    var _ = recover(Optional.empty());
  }

  /// @return what became of `content`, if it is what was begun
  private Optional<Handed> recover(Optional<byte[]> content)
      throws IOException, InterruptedException {
    Optional<Pending> begun = store.state().pending();
    if (begun.isEmpty()) {
      return Optional.empty();
    }
    switch (begun.get().kind()) {
      case REGISTRATION -> finishRegistration(begun.get());
      case UPDATE -> finishUpdate(begun.get());
      case SUBMISSION -> {
        Handed handed = finishSubmission(begun.get());
        byte[] submitted = begun.get().submission().orElseThrow().content();
        boolean settled = handed.isVerified() || handed.status().equals(PENDING);
        return settled && content.filter(c -> Arrays.equals(c, submitted)).isPresent()
            ? Optional.of(handed)
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /// Gets everything ready for a proof, and writes down that it will be made.
  ///
  /// @return empty if no proof can be made here: there is no issuer, or its policy is not met
  private Optional<Pending> prepare(byte[] content, Network network)
      throws IOException, InterruptedException {
    Optional<Manifest> current = manifest();
    Optional<SubmissionPolicy> policy = current.flatMap(m -> m.policy(network));
    if (current.isEmpty() || policy.isEmpty() || !isText(content) || !isNamed(network)) {
      return Optional.empty();
    }
    Optional<Credential> credential = currentCredential(current.get());
    if (credential.isEmpty() || !meets(credential.get(), policy.get())) {
      return Optional.empty();
    }
    Pending pending =
        new Pending(
            Pending.Kind.SUBMISSION,
            seed(),
            current.get().version(),
            current.get().parameters(),
            Optional.of(new Pending.Submitted(content, network, policy.get())));
    store.replace(store.state().with(pending));
    return Optional.of(pending);
  }

  /// Only what is a country and a network can be proven; anything else could not be kept either.
  private static boolean isNamed(Network network) {
    return COUNTRY.matcher(network.cc()).matches() && ASN.matcher(network.asn()).matches();
  }

  private static boolean meets(Credential credential, SubmissionPolicy policy) {
    long age = credential.attributes().age();
    long count = credential.attributes().count();
    return policy.ages().isPresent()
        && policy.counts().isPresent()
        && age >= policy.ageFrom()
        && age < policy.ageTo()
        && count >= policy.minimumCount()
        && count < SubmissionPolicy.COUNT_TO;
  }

  private Optional<Manifest> manifest() throws IOException, InterruptedException {
    if (manifest.isEmpty()) {
      try {
        manifest = Manifest.parse(calls.get("/api/v1/manifest"));
      } catch (RefusedException e) {
        // No issuer there.
        return Optional.empty();
      }
    }
    return manifest;
  }

  /// A credential under the key of the manifest.
  private Optional<Credential> currentCredential(Manifest current)
      throws IOException, InterruptedException {
    Optional<Credential> credential = store.state().credential();
    if (credential.filter(c -> !c.parameters().matches(current.parameters())).isPresent()) {
      finishUpdate(begin(Pending.Kind.UPDATE, current));
    }
    if (store.state().credential().isEmpty()) {
      finishRegistration(begin(Pending.Kind.REGISTRATION, current));
    }
    return store.state().credential();
  }

  private Pending begin(Pending.Kind kind, Manifest current) throws IOException {
    Pending pending =
        new Pending(kind, seed(), current.version(), current.parameters(), Optional.empty());
    store.replace(store.state().with(pending));
    return pending;
  }

  private void finishRegistration(Pending pending) throws IOException, InterruptedException {
    PendingRegistration registration =
        PendingRegistration.begin(CODEC, pending.parameters(), ScalarSource.seeded(pending.seed()));
    ObjectNode body = CollectorCalls.object();
    body.put("manifest_version", pending.manifestVersion());
    body.put("credential_sign_request", StrictBase64.encode(registration.request()));
    exchange(
        pending,
        "/api/v1/sign_credential",
        body,
        answer ->
            registration.complete(
                StrictBase64.decode(
                    "credential_sign_response",
                    answer.path("credential_sign_response").asString("")),
                today()));
  }

  private void finishUpdate(Pending pending) throws IOException, InterruptedException {
    PendingUpdate update =
        PendingUpdate.begin(
            CODEC,
            store.state().credential().orElseThrow(),
            pending.parameters(),
            ScalarSource.seeded(pending.seed()));
    ObjectNode body = CollectorCalls.object();
    body.put("old_manifest_version", store.state().issuedUnder());
    body.put("manifest_version", pending.manifestVersion());
    body.put("update_request", StrictBase64.encode(update.request()));
    try {
      exchange(
          pending,
          "/api/v1/update_credential",
          body,
          answer ->
              update.complete(
                  StrictBase64.decode(
                      "update_response", answer.path("update_response").asString(""))));
    } catch (RefusedException e) {
      if (e.status() == 403 && e.isAbout(CREDENTIAL_ERROR)) {
        // Its key has ended: only a new registration helps.
        store.replace(StoredState.EMPTY);
        return;
      }
      if (e.isAbout(MANIFEST_NOT_FOUND)
          && manifest().filter(m -> m.version().equals(pending.manifestVersion())).isPresent()) {
        // The manifest is today's, so that it is the one of before which is not known any more: its
        // key was taken out for good.
        store.replace(StoredState.EMPTY);
        return;
      }
      throw e;
    }
  }

  /// Makes a credential of an answer.
  private interface Completion {
    Credential of(JsonNode answer) throws RefusalException;
  }

  private void exchange(Pending pending, String path, ObjectNode body, Completion completion)
      throws IOException, InterruptedException {
    try {
      JsonNode answer = calls.post(path, body);
      store.replace(
          new StoredState(
              Optional.of(completion.of(answer)), pending.manifestVersion(), Optional.empty()));
    } catch (RefusedException e) {
      // Mostly a manifest that was replaced meanwhile; the next attempt asks for it again.
      manifest = Optional.empty();
      store.replace(store.state().withoutPending());
      throw e;
    } catch (RefusalException e) {
      store.replace(store.state().withoutPending());
      throw new RefusedException(200, "the issuer's answer does not hold: " + e.getMessage());
    }
  }

  private Handed finishSubmission(Pending pending) throws IOException, InterruptedException {
    Pending.Submitted submitted = pending.submission().orElseThrow();
    PendingSubmission submission = submission(pending, submitted);
    ObjectNode body = request(submitted.content());
    body.put("nym", submission.probeId().base64());
    body.put("zkp_request", StrictBase64.encode(submission.request()));
    body.put("manifest_version", pending.manifestVersion());
    body.put("protocol_version", PROTOCOL_VERSION);
    try {
      JsonNode answer = calls.post("/api/v1/submit_measurement", body);
      for (int i = 1; isPending(answer) && i < retries.attemptsMax(); i++) {
        // It is kept; its proof is looked at when there is time for it.
        retries.pause().of(retries.before(i, Optional.empty()));
        answer = calls.post("/api/v1/submit_measurement", body);
      }
      Handed handed = handed(answer);
      store.replace(
          handed.isVerified()
              ? new StoredState(
                  Optional.of(
                      submission.complete(
                          StrictBase64.decode(
                              "submit_response", answer.path("submit_response").asString("")))),
                  pending.manifestVersion(),
                  Optional.empty())
              : store.state().withoutPending());
      return handed;
    } catch (RefusedException e) {
      store.replace(store.state().withoutPending());
      throw e;
    } catch (RefusalException e) {
      store.replace(store.state().withoutPending());
      throw new RefusedException(200, "the issuer's answer does not hold: " + e.getMessage());
    }
  }

  private PendingSubmission submission(Pending pending, Pending.Submitted submitted)
      throws IOException {
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

  private Handed plain(byte[] content) throws IOException, InterruptedException {
    if (!isText(content)) {
      throw new RefusedException(400, "the measurement is not UTF-8");
    }
    return handed(calls.post("/api/v1/submit_measurement", request(content)));
  }

  private static ObjectNode request(byte[] content) {
    return CollectorCalls.object()
        .put("format", "json")
        .put("content", new String(content, StandardCharsets.UTF_8));
  }

  private static boolean isPending(JsonNode answer) {
    return answer.path("verification_status").asString("").equals(PENDING);
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

  private static boolean isText(byte[] content) {
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private long today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toEpochDay() + JULIAN_DAY_OF_EPOCH;
  }

  private byte[] seed() {
    byte[] seed = new byte[ScalarSource.SEED_BYTES];
    random.nextBytes(seed);
    return seed;
  }
}
