package org.holdfast.client;

import java.time.Duration;
import java.util.Optional;

/// Bounds on what a collector may answer.
final class HttpAnswers {
  static final Duration TIMEOUT = Duration.ofMinutes(2);
  static final long BYTES_MAX = 16L << 20;

  private HttpAnswers() {}

  static Optional<Duration> seconds(String header) {
    return header.matches("[0-9]{1,6}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(header)))
        : Optional.empty();
  }
}
