package org.holdfast.app.config;

import java.time.Duration;

/// How a directory looks at onion names, which takes longer than at others.
///
/// @param socks where Tor takes connections (its `SocksPort`); default 127.0.0.1:9050
/// @param lookEvery between two looks; default 5 s
/// @param lookWithin how long a look may take; default 15 s
/// @param exerciseEvery between two exercises of one that is well; default 5 min
/// @param exerciseWithin how long a canary may take to come back; default 60 s
public record OnionLooksConfig(
    HostPort socks,
    Duration lookEvery,
    Duration lookWithin,
    Duration exerciseEvery,
    Duration exerciseWithin) {
  private static final HostPort SOCKS = new HostPort("127.0.0.1", 9050);

  static OnionLooksConfig read(Section section) {
    return new OnionLooksConfig(
        section.value("socks", Kinds.ADDRESS, SOCKS),
        section.value("look-every", Kinds.POSITIVE_DURATION, Duration.ofSeconds(5)),
        section.value("look-within", Kinds.POSITIVE_DURATION, Duration.ofSeconds(15)),
        section.value("exercise-every", Kinds.POSITIVE_DURATION, Duration.ofMinutes(5)),
        section.value("exercise-within", Kinds.POSITIVE_DURATION, Duration.ofSeconds(60)));
  }
}
