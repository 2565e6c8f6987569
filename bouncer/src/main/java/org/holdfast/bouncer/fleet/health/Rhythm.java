package org.holdfast.bouncer.fleet.health;

import java.time.Duration;

/// How often addresses are looked at and how long answers may take.
///
/// An address that does not answer at all leaves answers after `lookEvery + 2 * lookWithin`.
///
/// @param exerciseEvery while all is well; an address that has to prove itself is exercised at once
public record Rhythm(
    Duration lookEvery, Duration lookWithin, Duration exerciseEvery, Duration exerciseWithin) {
  /// Out of answers within 2 s.
  public static final Rhythm STANDARD =
      new Rhythm(
          Duration.ofMillis(400),
          Duration.ofMillis(600),
          Duration.ofSeconds(15),
          Duration.ofSeconds(10));
}
