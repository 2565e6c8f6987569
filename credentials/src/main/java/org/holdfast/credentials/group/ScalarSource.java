package org.holdfast.credentials.group;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Where secret scalars come from. Nonces must never repeat: two proofs with the same nonces and
/// different challenges reveal the secrets they are about.
@FunctionalInterface
public interface ScalarSource {
  /// The shortest seed.
  int SEED_BYTES = 32;

  /// A uniform scalar that nobody else has seen.
  Scalar next();

  /// The same scalars for the same seed: HMAC-SHA-512 under the seed over 0, 1, 2 and so on, each
  /// as four bytes, modulo l. A seed is used for one exchange and no other, and is secret.
  ///
  /// @param seed 32 bytes or more
  static ScalarSource seeded(byte[] seed) {
    if (seed.length < SEED_BYTES) {
      throw new IllegalArgumentException("a seed has at least " + SEED_BYTES + " bytes");
    }
    SecretKeySpec key = new SecretKeySpec(seed, "HmacSHA512");
    AtomicInteger drawn = new AtomicInteger();
    return () -> {
      try {
        Mac mac = Mac.getInstance("HmacSHA512");
        mac.init(key);
        return Scalar.reduce(
            mac.doFinal(ByteBuffer.allocate(4).putInt(drawn.getAndIncrement()).array()));
      } catch (NoSuchAlgorithmException | InvalidKeyException e) {
        throw new IllegalStateException("every JDK has HmacSHA512", e);
      }
    };
  }

  /// Scalars from a generator of the system's strength: 64 bytes each, modulo l.
  static ScalarSource of(SecureRandom random) {
    return () -> {
      byte[] wide = new byte[Scalar.WIDE_BYTES];
      random.nextBytes(wide);
      Scalar scalar = Scalar.reduce(wide);
      Arrays.fill(wide, (byte) 0);
      return scalar;
    };
  }
}
