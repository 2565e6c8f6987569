package org.holdfast.bench.timing;

import java.util.function.Function;
import org.holdfast.credentials.group.Scalar;

/// Something whose time must not depend on a secret.
///
/// @param prepare takes a secret and makes what is then timed, once
/// @param weight how many times longer than a product of scalars; it is timed so much less often
record SecretOperation(String name, int weight, Function<Scalar, Runnable> prepare) {
  private static final int FEWEST_SAMPLES = 400;

  int samples(int ofTheLightest) {
    return Math.max(FEWEST_SAMPLES, ofTheLightest / weight);
  }
}
