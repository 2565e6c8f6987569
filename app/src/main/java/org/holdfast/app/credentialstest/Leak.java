package org.holdfast.app.credentialstest;

import java.math.BigInteger;
import java.util.random.RandomGenerator;

/// What a server or client that leaks would do instead, to see whether the game finds it.
public enum Leak {
  NONE,
  /// A name that counts up from one given at registration.
  SEQUENTIAL_IDS,
  /// Times kept exactly enough to see the beat of a probe's own schedule.
  EXACT_TIMES,
  /// Each probe draws the same scalars for all its proofs.
  REUSED_BLINDING;

  /// What is written of a probe's submission.
  Seen written(int probe, Seen seen, RandomGenerator random) {
    return switch (this) {
      case NONE, REUSED_BLINDING -> seen;
      case SEQUENTIAL_IDS ->
          seen.withName(BigInteger.valueOf(1_000_000L * (probe + 1) + random.nextInt(1_000)));
      case EXACT_TIMES -> seen.withMicros(20_000L * probe + random.nextInt(1_000));
    };
  }
}
