package org.holdfast.app.issuer;

import org.holdfast.app.config.CredentialsConfig;
import org.holdfast.collector.credential.VerificationPool;

/// What the configuration says about verifying.
public final class IssuerOptions {
  private IssuerOptions() {}

  /// The limits of the pool that verifies.
  public static VerificationPool.Options pool(CredentialsConfig config) {
    VerificationPool.Options fallback = VerificationPool.Options.DEFAULT;
    return new VerificationPool.Options(
        config.threads() == 0 ? fallback.threads() : config.threads(),
        config.verifyWithin(),
        fallback.waitingMax(),
        fallback.heldBytesMax());
  }
}
