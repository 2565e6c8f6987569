package org.holdfast.collector;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.VerificationStatus;

/// What a submission shows of who made it.
///
/// @param status what became of its credential
/// @param probeId the name of the probe within its network; only if verified (P49)
/// @param later where the status is pending: what will be found, if it is looked at at all
public record Authorship(
    VerificationStatus status,
    Optional<Sha256> probeId,
    Optional<CompletableFuture<Authorship>> later) {

  /// It shows nothing.
  public static final Authorship NONE = of(VerificationStatus.UNVERIFIED);

  /// A status that stays, other than verified.
  public static Authorship of(VerificationStatus status) {
    return new Authorship(status, Optional.empty(), Optional.empty());
  }

  /// Proven.
  public static Authorship verified(Sha256 probeId) {
    return new Authorship(VerificationStatus.VERIFIED, Optional.of(probeId), Optional.empty());
  }

  /// Not looked at yet.
  public static Authorship pending(Optional<CompletableFuture<Authorship>> later) {
    return new Authorship(VerificationStatus.PENDING, Optional.empty(), later);
  }

  boolean isVerified() {
    return status == VerificationStatus.VERIFIED;
  }

  @Override
  public String toString() {
    return "Authorship[" + status + "]";
  }
}
