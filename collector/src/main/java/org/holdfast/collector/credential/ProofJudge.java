package org.holdfast.collector.credential;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.holdfast.collector.Authorship;
import org.holdfast.credentials.nym.MeasurementHash;
import org.holdfast.credentials.nym.Network;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.holdfast.model.document.MeasurementFields;
import org.holdfast.model.document.SubmitRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides what the credential fields of a submission are worth: the table of probe-services §4.5
/// from top to bottom. Whatever it finds, the measurement is stored.
///
/// Under pressure it answers `pending` instead of letting anybody wait or sending anybody away: the
/// proof is looked at once there is a thread for it, or, if too many wait already, when the probe
/// sends the same again.
///
/// | counter | tags | meaning |
/// |---|---|---|
/// | `holdfast.credentials.judged` | `result`: `verified`, `pending`, or an error of §4.5 | requests with credential fields |
public final class ProofJudge {
  /// More than any proof: 32 + 32 bits of ranges take 8,653 bytes.
  private static final int PROOF_LENGTH_MAX = 65_536;

  /// A nym is 44 characters; what is longer is not kept in memory for a closer look.
  private static final int NYM_LENGTH_MAX = 64;

  /// Keys are hardly ever replaced twice while one proof is looked at.
  private static final int ATTEMPTS_MAX = 3;

  private static final Logger LOG = LoggerFactory.getLogger(ProofJudge.class);

  private final Supplier<Optional<Issuance>> inForce;
  private final VerificationPool pool;
  private final MeterRegistry meters;
  private final Map<Sha256, CompletableFuture<Judgement>> underWay = new ConcurrentHashMap<>();

  /// @param inForce asked at each submission; empty while no credentials are issued
  public ProofJudge(
      Supplier<Optional<Issuance>> inForce, VerificationPool pool, MeterRegistry meters) {
    this.inForce = inForce;
    this.pool = pool;
    this.meters = meters;
  }

  /// Judges one submission.
  ///
  /// @param content the document as received; what a proof is bound to (P61)
  /// @param fields what the document claims
  public Judgement judge(SubmitRequest submit, byte[] content, MeasurementFields fields)
      throws InterruptedException {
    if (submit.credentialMembers().isEmpty()) {
      return Judgement.NONE;
    }
    Judgement judgement = judgeFields(submit, content, fields);
    String result = judgement.error().orElseGet(() -> judgement.authorship().status().wire());
    meters.counter("holdfast.credentials.judged", "result", result).increment();
    return judgement;
  }

  private Judgement judgeFields(SubmitRequest submit, byte[] content, MeasurementFields fields)
      throws InterruptedException {
    Optional<Issuance> issuance = inForce.get();
    Optional<Issuance.Usable> manifest =
        issuance.flatMap(i -> submit.manifestVersion().flatMap(i::usable));
    if (issuance.isEmpty() || manifest.isEmpty()) {
      return Judgement.unverified(CredentialErrors.MANIFEST_NOT_FOUND);
    }
    Optional<Network> network = network(fields);
    if (submit.nym().isEmpty()
        || submit.zkpRequest().isEmpty()
        || submit.protocolVersion().isEmpty()
        || network.isEmpty()) {
      return Judgement.unverified(CredentialErrors.INCOMPLETE);
    }
    Optional<ProtocolVersion> version = ProtocolVersion.parse(submit.protocolVersion().get());
    if (version.isEmpty()) {
      return Judgement.unverified(CredentialErrors.INVALID_VERSION);
    }
    if (version.get().compareTo(ProtocolVersion.parse(ProtocolVersion.OURS).orElseThrow()) < 0) {
      return Judgement.unverified(CredentialErrors.VERSION_TOO_OLD);
    }
    if (submit.zkpRequest().get().length() > PROOF_LENGTH_MAX
        || submit.nym().get().length() > NYM_LENGTH_MAX) {
      return Judgement.failed(CredentialErrors.DESERIALIZATION_FAILED);
    }
    MeasurementHash measurement = MeasurementHash.of(content);
    String shown = submit.nym().get() + submit.zkpRequest().get();
    String manifestVersion = submit.manifestVersion().orElse("");
    return verify(
        Sha256.of((measurement.base64() + manifestVersion + '\n' + shown).getBytes(UTF_8)),
        (long) content.length + shown.length(),
        () ->
            underKeys(
                issuance.get(),
                manifestVersion,
                check ->
                    check.check(
                        network.get(),
                        measurement,
                        fields.probeId(),
                        submit.nym().get(),
                        submit.zkpRequest().get())));
  }

  private Judgement verify(Sha256 proof, long bytes, Supplier<Judgement> check)
      throws InterruptedException {
    Optional<CompletableFuture<Judgement>> work = begin(proof, bytes, () -> checked(check));
    Optional<Judgement> done = work.isPresent() ? pool.await(work.get()) : Optional.empty();
    return done.orElseGet(
        () ->
            new Judgement(
                Authorship.pending(work.map(w -> w.thenApply(Judgement::authorship))),
                Optional.empty(),
                Optional.empty()));
  }

  /// A proof that is sent again while it waits is not looked at twice.
  private Optional<CompletableFuture<Judgement>> begin(
      Sha256 proof, long bytes, Supplier<Judgement> work) {
    CompletableFuture<Judgement> begun = underWay.get(proof);
    if (begun != null) {
      return Optional.of(begun);
    }
    Optional<CompletableFuture<Judgement>> mine = pool.begin(bytes, work);
    mine.ifPresent(
        future -> {
          underWay.put(proof, future);
          var _ = future.whenComplete((_, _) -> underWay.remove(proof, future));
        });
    return mine;
  }

  /// A fault of ours costs the verdict and not the measurement (I7).
  private static Judgement checked(Supplier<Judgement> check) {
    try {
      return check.get();
    } catch (RuntimeException e) {
      LOG.error("A proof could not be verified", e);
      return Judgement.failed(CredentialErrors.UNKNOWN_ERROR);
    }
  }

  /// A proof may have waited until the keys that were in force when it came are overwritten; then
  /// those that took their place decide.
  private Judgement underKeys(
      Issuance whenItCame, String version, Function<ProofCheck, Judgement> look) {
    Optional<Issuance> issuance = Optional.of(whenItCame);
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      Optional<Judgement> judgement = issuance.flatMap(i -> look(i, version, look));
      if (judgement.isPresent()) {
        return judgement.get();
      }
      issuance = inForce.get();
    }
    return Judgement.unverified(CredentialErrors.MANIFEST_NOT_FOUND);
  }

  private static Optional<Judgement> look(
      Issuance issuance, String version, Function<ProofCheck, Judgement> look) {
    return issuance
        .usable(version)
        .flatMap(manifest -> issuance.during(() -> look.apply(new ProofCheck(issuance, manifest))));
  }

  /// The literal texts, where they name a network at all.
  private static Optional<Network> network(MeasurementFields fields) {
    boolean named =
        fields.probeCc().flatMap(CountryCode::parse).filter(cc -> !cc.isUnknown()).isPresent()
            && fields.probeAsn().flatMap(Asn::parse).filter(asn -> !asn.isUnknown()).isPresent();
    return named
        ? Optional.of(new Network(fields.probeCc().orElse(""), fields.probeAsn().orElse("")))
        : Optional.empty();
  }
}
