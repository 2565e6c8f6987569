package org.holdfast.bouncer.fleet.health;

import java.time.Duration;

/// How often addresses are looked at and how long answers may take.
///
/// An address that does not answer at all leaves answers after `lookEvery + 2 * lookWithin`.
///
/// @param exerciseEvery while all is well; an address that has to prove itself is exercised at once
public record Rhythm(
    Duration lookEvery, Duration lookWithin, Duration exerciseEvery, Duration exerciseWithin) {}
