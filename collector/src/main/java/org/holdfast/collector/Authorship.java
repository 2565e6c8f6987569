package org.holdfast.collector;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.VerificationStatus;

/// What a submission shows of who made it.
///
/// @param status what became of its credential
/// @param probeId the name of the probe within its network; only if verified (P49)
/// @param claimsAnother whether the document gives another name than the proven one
/// @param later where the status is pending: what will be found, if it is looked at at all
public record Authorship(
    VerificationStatus status,
    Optional<Sha256> probeId,
    boolean claimsAnother,
    Optional<CompletableFuture<Authorship>> later) {

  /// It shows nothing.
  public static final Authorship NONE = of(VerificationStatus.UNVERIFIED);

  /// A status that stays, other than verified.
  public static Authorship of(VerificationStatus status) {
    return new Authorship(status, Optional.empty(), false, Optional.empty());
  }

  /// Proven.
  ///
  /// @param claimed what the document calls its author, if it does
  public static Authorship verified(Sha256 probeId, Optional<String> claimed) {
    return new Authorship(
        VerificationStatus.VERIFIED,
        Optional.of(probeId),
        claimed.filter(name -> !name.equals(probeId.hex())).isPresent(),
        Optional.empty());
  }

  /// Not looked at yet.
  public static Authorship pending(Optional<CompletableFuture<Authorship>> later) {
    return new Authorship(VerificationStatus.PENDING, Optional.empty(), false, later);
  }

  boolean isVerified() {
    return status == VerificationStatus.VERIFIED;
  }

  @Override
  public String toString() {
    return "Authorship[" + status + "]";
  }
}
