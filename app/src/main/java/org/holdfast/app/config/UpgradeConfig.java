package org.holdfast.app.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How `holdfast upgrade` puts a successor into the place of a running server.
///
/// @param readyWithin how long the successor may take to be ready, and each canary measurement to
///   come all the way; default 60 s
/// @param watch how long the successor is watched after new connections go to it, with the
///   predecessor ready to take them back; default 10 s
/// @param finish how long the predecessor may then finish what it has; default 35 min, more than
///   the longest body may take
/// @param releases the directory whose directories are the releases that may be started over the
///   admin listener; without it none may
/// @param fleet how a release is rolled out from here over other machines
public record UpgradeConfig(
    Duration readyWithin,
    Duration watch,
    Duration finish,
    Optional<Path> releases,
    RolloutConfig fleet) {
  static UpgradeConfig read(Section section) {
    return new UpgradeConfig(
        section.value("ready-within", Kinds.POSITIVE_DURATION, Duration.ofSeconds(60)),
        section.value("watch", Kinds.POSITIVE_DURATION, Duration.ofSeconds(10)),
        section.value("finish", Kinds.POSITIVE_DURATION, Duration.ofMinutes(35)),
        section.optional("releases", Kinds.PATH),
        section.section("fleet", RolloutConfig::read));
  }
}
