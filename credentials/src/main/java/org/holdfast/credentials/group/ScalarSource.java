package org.holdfast.credentials.group;

import java.security.SecureRandom;

/// Where secret scalars come from. Nonces must never repeat: two proofs with the same nonces and
/// different challenges reveal the secrets they are about.
@FunctionalInterface
public interface ScalarSource {
  /// A uniform scalar that nobody else has seen.
  Scalar next();

  /// Scalars from a generator of the system's strength: 64 bytes each, modulo l.
  static ScalarSource of(SecureRandom random) {
    return () -> {
      byte[] wide = new byte[Scalar.WIDE_BYTES];
      random.nextBytes(wide);
      return Scalar.reduce(wide);
    };
  }
}
