package org.holdfast.client;

import java.security.SecureRandom;
import java.util.Optional;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.nym.Network;
import org.holdfast.credentials.submission.SubmissionPolicy;

/// An exchange that was begun. Together with the credential it says everything from which the same
/// request is made again, byte for byte.
///
/// @param seed of all scalars that are drawn; used for this exchange only, and secret
/// @param manifestVersion the manifest that is named
/// @param parameters of the key under which the next credential is asked for
/// @param submission what is submitted; empty for a registration or an update
@SuppressWarnings("ArrayRecordComponent") // never compared
record Pending(
    Kind kind,
    byte[] seed,
    String manifestVersion,
    PublicParameters parameters,
    Optional<Submitted> submission) {

  Pending {
    if (seed.length < ScalarSource.SEED_BYTES
        || (kind == Kind.SUBMISSION) == submission.isEmpty()) {
      throw new IllegalArgumentException("pending");
    }
  }

  enum Kind {
    REGISTRATION,
    UPDATE,
    SUBMISSION
  }

  /// @param content the measurement
  record Submitted(byte[] content, Network network, SubmissionPolicy policy) {}

  /// An exchange with the issuer of a manifest, and a seed of its own.
  static Pending under(
      Manifest manifest, Kind kind, Optional<Submitted> submission, SecureRandom random) {
    byte[] seed = new byte[ScalarSource.SEED_BYTES];
    random.nextBytes(seed);
    return new Pending(kind, seed, manifest.version(), manifest.parameters(), submission);
  }

  /// Whether a credential is shown in it.
  boolean isOfCredential() {
    return kind != Kind.REGISTRATION;
  }

  @Override
  public String toString() {
    return "Pending[" + kind + "]";
  }
}
