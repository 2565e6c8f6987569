package org.holdfast.client;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.registration.PendingRegistration;
import org.holdfast.credentials.update.PendingUpdate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Registration and update: what gives the store a credential under the key of a manifest. Each is
/// written down before it is sent.
final class IssuerExchanges {
  private static final Codec CODEC = Codec.WIRE;
  private static final int JULIAN_DAY_OF_EPOCH = 2_440_588;

  private final CredentialStore store;
  private final CollectorCalls calls;
  private final KnownManifest manifest;
  private final Clock clock;
  private final SecureRandom random;

  IssuerExchanges(
      CredentialStore store,
      CollectorCalls calls,
      KnownManifest manifest,
      Clock clock,
      SecureRandom random) {
    this.store = store;
    this.calls = calls;
    this.manifest = manifest;
    this.clock = clock;
    this.random = random;
  }

  /// A credential under the key of the manifest: the one there is, or moved, or a new one.
  Optional<Credential> credentialUnder(Manifest current) throws IOException, InterruptedException {
    Optional<Credential> credential = store.state().credential();
    if (credential.filter(c -> !c.parameters().matches(current.parameters())).isPresent()) {
      endUpdate(begin(Pending.Kind.UPDATE, current));
    }
    if (store.state().credential().isEmpty()) {
      endRegistration(begin(Pending.Kind.REGISTRATION, current));
    }
    return store.state().credential();
  }

  private Pending begin(Pending.Kind kind, Manifest current) throws IOException {
    Pending pending = Pending.under(current, kind, Optional.empty(), random);
    store.replace(store.state().with(pending));
    return pending;
  }

  /// Sends what was begun, as often as it takes.
  void endRegistration(Pending pending) throws IOException, InterruptedException {
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

  /// Likewise. A credential that can be moved no more is given up.
  void endUpdate(Pending pending) throws IOException, InterruptedException {
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
      if (!isForGood(e, pending)) {
        throw e;
      }
      store.replace(StoredState.EMPTY);
    }
  }

  /// Whether only a new registration helps.
  private boolean isForGood(RefusedException e, Pending pending)
      throws IOException, InterruptedException {
    boolean keyHasEnded = e.status() == 403 && e.isAbout(CredentialErrors.CREDENTIAL_ERROR);
    // If the manifest is today's, it is the one of before which is not known any more: its key was
    // taken out.
    return keyHasEnded
        || (e.isAbout(CredentialErrors.MANIFEST_NOT_FOUND)
            && manifest
                .current()
                .filter(m -> m.version().equals(pending.manifestVersion()))
                .isPresent());
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
      manifest.forget();
      store.replace(store.state().withoutPending());
      throw e;
    } catch (RefusalException e) {
      store.replace(store.state().withoutPending());
      throw RefusedException.of(e);
    }
  }

  private long today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toEpochDay() + JULIAN_DAY_OF_EPOCH;
  }
}
