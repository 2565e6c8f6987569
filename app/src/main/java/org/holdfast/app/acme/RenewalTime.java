package org.holdfast.app.acme;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// When a certificate is renewed: at two thirds of its life, give or take a thirtieth, so that the
/// listeners of a fleet that were enrolled together do not ask together.
final class RenewalTime {
  private static final double AT = 2.0 / 3;
  private static final double JITTER = 1.0 / 30;

  private RenewalTime() {}

  static Instant of(X509Certificate certificate, RandomGenerator random) {
    return between(
        certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant(), random);
  }

  static Instant between(Instant from, Instant until, RandomGenerator random) {
    double share = AT + JITTER * (2 * random.nextDouble() - 1);
    return from.plusMillis((long) (Duration.between(from, until).toMillis() * share));
  }
}
