package org.holdfast.app.config;

import java.time.Duration;

/// How `holdfast upgrade` puts a successor into the place of a running server.
///
/// @param readyWithin how long the successor may take to be ready, and each canary measurement to
///   come all the way; default 60 s
/// @param watch how long the successor is watched after new connections go to it, with the
///   predecessor ready to take them back; default 10 s
/// @param finish how long the predecessor may then finish what it has; default 35 min, more than
///   the longest body may take
public record UpgradeConfig(Duration readyWithin, Duration watch, Duration finish) {
  static UpgradeConfig read(Section section) {
    return new UpgradeConfig(
        section.value("ready-within", Kinds.POSITIVE_DURATION, Duration.ofSeconds(60)),
        section.value("watch", Kinds.POSITIVE_DURATION, Duration.ofSeconds(10)),
        section.value("finish", Kinds.POSITIVE_DURATION, Duration.ofMinutes(35)));
  }
}
