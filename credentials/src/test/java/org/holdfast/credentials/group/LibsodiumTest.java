package org.holdfast.credentials.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The same results as libsodium, which somebody else wrote. Where it is not installed this is not
/// run; in continuous integration it must be.
class LibsodiumTest {
  private static final int ROUNDS = 100;

  private final Random random = new Random(9496);
  private Libsodium sodium;

  @BeforeEach
  void load() {
    var loaded = Libsodium.load();
    assertThat(loaded.isPresent() || System.getenv("CI") == null)
        .as("continuous integration needs the Debian package libsodium23")
        .isTrue();
    assumeTrue(loaded.isPresent(), "install the Debian package libsodium23 to run this");
    sodium = loaded.orElseThrow();
  }

  @Test
  void pointsAreDerivedAlike() throws Throwable {
    for (int i = 0; i < ROUNDS; i++) {
      byte[] uniform = bytes(64);
      assertThat(sodium.call("core_ristretto255_from_hash", uniform))
          .hasValueSatisfying(
              s -> assertThat(RistrettoPoint.fromUniform(uniform).encode()).isEqualTo(s));
    }
  }

  @Test
  void pointsAreAddedAndMultipliedAlike() throws Throwable {
    for (int i = 0; i < ROUNDS; i++) {
      RistrettoPoint p = RistrettoPoint.fromUniform(bytes(64));
      RistrettoPoint q = RistrettoPoint.fromUniform(bytes(64));
      Scalar scalar = Scalar.reduce(bytes(64));
      assertThat(sodium.call("core_ristretto255_add", p.encode(), q.encode()))
          .hasValueSatisfying(s -> assertThat(p.plus(q).encode()).isEqualTo(s));
      assertThat(sodium.call("core_ristretto255_sub", p.encode(), q.encode()))
          .hasValueSatisfying(s -> assertThat(p.minus(q).encode()).isEqualTo(s));
      assertThat(sodium.call("scalarmult_ristretto255", scalar.encode(), p.encode()))
          .hasValueSatisfying(s -> assertThat(p.times(scalar).encode()).isEqualTo(s));
    }
  }

  @Test
  void sameBytesAreRefused() throws Throwable {
    int valid = 0;
    for (int i = 0; i < 20 * ROUNDS; i++) {
      byte[] encoding = bytes(32);
      encoding[0] &= (byte) 0xfe;
      encoding[31] &= 0x7f;
      boolean ours = RistrettoPoint.decode(encoding, 0).isPresent();
      assertThat(ours).isEqualTo(sodium.isValid(encoding));
      valid += ours ? 1 : 0;
    }
    // Every fourth non-negative field element encodes a point.
    assertThat(valid).isBetween(3 * ROUNDS, 7 * ROUNDS);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
