package org.holdfast.edge.server;

import java.time.Duration;

/// How long a listener waits for its clients.
///
/// @param header from a connection's first byte (or its opening) to the end of the request's header
/// @param bodySilence the longest pause between two pieces of a body
/// @param body for a whole body, however fast it comes, and for a client to take a whole answer
/// @param bodyRateGrace after this time a body must have come at `bodyBytesPerSecondMin` on average
/// @param bodyBytesPerSecondMin bytes per second as sent
/// @param keepAliveIdle how long an idle connection is kept; above the 30 s for which the Rust
///   client believes a pooled connection to be usable (U9)
/// @param drainIdle how long a connection must be idle before a draining server closes it (U8)
/// @param linger how long the rest of a refused body is read and thrown away, so that the client
///   sees the refusal and not a reset connection
public record Deadlines(
    Duration header,
    Duration bodySilence,
    Duration body,
    Duration bodyRateGrace,
    int bodyBytesPerSecondMin,
    Duration keepAliveIdle,
    Duration drainIdle,
    Duration linger) {

  public Deadlines {
    positive(header, "header");
    positive(bodySilence, "bodySilence");
    positive(body, "body");
    positive(bodyRateGrace, "bodyRateGrace");
    positive(keepAliveIdle, "keepAliveIdle");
    positive(drainIdle, "drainIdle");
    positive(linger, "linger");
    if (bodyBytesPerSecondMin < 0) {
      throw new IllegalArgumentException("bodyBytesPerSecondMin is " + bodyBytesPerSecondMin);
    }
  }

  /// Generous to phones behind Tor: a 30 MB report may take half an hour.
  public static Deadlines standard() {
    return new Deadlines(
        Duration.ofSeconds(20),
        Duration.ofSeconds(30),
        Duration.ofMinutes(30),
        Duration.ofSeconds(60),
        256,
        Duration.ofSeconds(75),
        Duration.ofSeconds(5),
        Duration.ofSeconds(2));
  }

  private static void positive(Duration duration, String name) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(name + " is " + duration);
    }
  }
}
