package org.holdfast.collector.credential;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.issuance.ReplyScalars;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.keyring.IssuerKey;
import org.holdfast.credentials.refusal.IneligibleException;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.refusal.UndecodableException;
import org.holdfast.credentials.refusal.UnprovenException;
import org.holdfast.credentials.registration.RegistrationIssuer;
import org.holdfast.credentials.update.UpdateIssuer;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import org.holdfast.edge.admission.Admission;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The manifest, registration, update, and the log of parameters (probe-services §1.5, §1.6, §4).
/// Without keys all of them answer 404.
public final class CredentialRoutes {
  private static final Codec CODEC = Codec.WIRE;
  private static final int MESSAGE_LENGTH_MAX = 65_536;
  private static final Duration WHEN_BUSY = Duration.ofSeconds(30);
  private static final int JULIAN_DAY_OF_EPOCH = 2_440_588;
  private static final String MANIFEST_VERSION = "manifest_version";

  private final Supplier<Optional<Issuance>> inForce;
  private final VerificationPool pool;
  private final Clock clock;

  private CredentialRoutes(
      Supplier<Optional<Issuance>> inForce, VerificationPool pool, Clock clock) {
    this.inForce = inForce;
    this.pool = pool;
    this.clock = clock;
  }

  /// The table.
  ///
  /// @param inForce asked at each request; empty while no credentials are issued
  public static Routes create(
      Supplier<Optional<Issuance>> inForce,
      VerificationPool pool,
      Clock clock,
      Admission admission) {
    var routes = new CredentialRoutes(inForce, pool, clock);
    return Routes.builder()
        .get("/api/v1/manifest", routes::manifest)
        .get("/api/v1/credentials/log", routes::log)
        .post("/api/v1/sign_credential", admission.guardAfterBody(routes::sign))
        .post("/api/v1/update_credential", admission.guardAfterBody(routes::update))
        .build();
  }

  /// P50, P60.
  private Reply manifest(Request request) {
    Issuance issuance = inForce.get().orElseThrow(() -> notFound().asException());
    String payload = issuance.log().last().orElseThrow().payload();
    ObjectNode meta = JsonNodeFactory.instance.objectNode();
    meta.put("version", issuance.version());
    meta.put("last_modification_date", issuance.current().edition().since().toString());
    meta.put("manifest_url", "/api/v1/manifest");
    meta.put("library_version", ProtocolVersion.OURS);
    meta.put("protocol_version", ProtocolVersion.OURS);
    // The text that is in the log, byte for byte.
    return Reply.json(200, "{\"manifest\":" + payload + ",\"meta\":" + meta + "}")
        .with("Cache-Control", "max-age=60");
  }

  private Reply log(Request request) {
    Issuance issuance = inForce.get().orElseThrow(() -> notFound().asException());
    return Reply.text(200, "text/plain; charset=utf-8", issuance.log().text())
        .with("Cache-Control", "max-age=60");
  }

  /// P51, P52, P63.
  private Reply sign(Request request) throws InterruptedException {
    CredentialRequest body =
        CredentialRequest.read(
            request.body(), List.of(MANIFEST_VERSION, "credential_sign_request"));
    Issuance issuance = current(body.text(MANIFEST_VERSION));
    byte[] message = message(body.text("credential_sign_request"), "credential_sign_request");
    IssuerKeys keys = issuance.current().keys();
    long today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toEpochDay();
    long emissionDay = today + JULIAN_DAY_OF_EPOCH;
    byte[] reply =
        work(
            issuance,
            message,
            () ->
                new RegistrationIssuer(CODEC, keys, ReplyScalars.REPEATABLE)
                    .register(message, emissionDay));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("credential_sign_response", StrictBase64.encode(reply));
    answer.put("emission_day", emissionDay);
    return Reply.json(answer);
  }

  /// Moves a credential to the current key (protocol, section 7); shapes as in §4.8.
  private Reply update(Request request) throws InterruptedException {
    CredentialRequest body =
        CredentialRequest.read(
            request.body(), List.of("old_manifest_version", MANIFEST_VERSION, "update_request"));
    Issuance issuance = current(body.text(MANIFEST_VERSION));
    IssuerKey old =
        issuance
            .everServed(body.text("old_manifest_version"))
            .orElseThrow(() -> notFound().asException());
    if (!old.isValid(clock.instant())) {
      throw refusal(403, CredentialErrors.CREDENTIAL_ERROR, "that key has ended; register again")
          .asException();
    }
    byte[] message = message(body.text("update_request"), "update_request");
    byte[] reply =
        work(
            issuance,
            message,
            () ->
                new UpdateIssuer(
                        CODEC, old.keys(), issuance.current().keys(), ReplyScalars.REPEATABLE)
                    .update(message));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("update_response", StrictBase64.encode(reply));
    return Reply.json(answer);
  }

  private Issuance current(String version) {
    return inForce
        .get()
        .filter(issuance -> issuance.version().equals(version))
        .orElseThrow(() -> notFound().asException());
  }

  private static byte[] message(String base64, String field) {
    if (base64.length() > MESSAGE_LENGTH_MAX) {
      throw undecodable(field).asException();
    }
    try {
      return StrictBase64.decode(field, base64);
    } catch (UndecodableException e) {
      throw undecodable(e.field()).asException();
    }
  }

  /// A piece of work that may find the message wanting.
  private interface Exchange {
    byte[] answer() throws RefusalException;
  }

  private byte[] work(Issuance issuance, byte[] message, Exchange exchange)
      throws InterruptedException {
    CompletableFuture<Object> begun =
        pool.begin(
                message.length,
                () ->
                    issuance.during(() -> attempt(exchange)).orElseGet(CredentialRoutes::notFound))
            .orElseThrow(this::busy);
    return switch (pool.await(begun).orElseThrow(this::busy)) {
      case byte[] reply -> reply;
      case Refusal refusal -> throw refusal.asException();
      default -> throw new IllegalStateException("an exchange ends in a reply or a refusal");
    };
  }

  private static Object attempt(Exchange exchange) {
    try {
      return exchange.answer();
    } catch (UndecodableException e) {
      return undecodable(e.field());
    } catch (UnprovenException | IneligibleException e) {
      return refusal(403, CredentialErrors.PROTOCOL_ERROR, "the proof does not hold");
    } catch (RefusalException e) {
      throw new IllegalStateException("there are no other refusals", e);
    }
  }

  private RuntimeException busy() {
    return Refusal.unavailable(
            "Too much is being verified; please come back", "verification-busy", WHEN_BUSY)
        .asException();
  }

  private static Refusal notFound() {
    return refusal(404, CredentialErrors.MANIFEST_NOT_FOUND, "this is not the current manifest");
  }

  private static Refusal undecodable(String field) {
    return refusal(400, CredentialErrors.DESERIALIZATION_FAILED, field + " cannot be read");
  }

  private static Refusal refusal(int status, String error, String message) {
    ObjectNode detail = JsonNodeFactory.instance.objectNode();
    detail.put("error", error);
    detail.put("message", message);
    return Refusal.of(status, error, detail, error.replace('_', '-'));
  }
}
