package org.holdfast.app.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The directory of nodes, which several bouncers may share.
///
/// @param file a SQLite file, which bouncers on one machine may share; default `fleet/fleet.sqlite`
///   in the data directory
/// @param postgresql a database on a server instead, for bouncers on several machines
/// @param readApi where canaries come out; without it, at the collector they went in at
/// @param privateAddresses whether nodes may publish addresses that are not on the public Internet,
///   as in a fleet within one network; default false
/// @param lookEvery between two looks at an address; default 400 ms
/// @param lookWithin how long a look may take; default 500 ms. An address that does not answer
///   leaves answers after `look-every` and twice this
/// @param exerciseEvery between two exercises of an address that is well; default 60 s
/// @param exerciseWithin how long a canary may take to come back; default 10 s
/// @param onion how onion names are looked at; without it they go with their node's other addresses
public record FleetDirectoryConfig(
    Optional<Path> file,
    Optional<CatalogueConfig.Postgresql> postgresql,
    Optional<URI> readApi,
    boolean privateAddresses,
    Duration lookEvery,
    Duration lookWithin,
    Duration exerciseEvery,
    Duration exerciseWithin,
    Optional<OnionLooksConfig> onion) {
  static FleetDirectoryConfig read(Section section) {
    return new FleetDirectoryConfig(
        section.optional("file", Kinds.PATH),
        section.optionalSection("postgresql", CatalogueConfig.Postgresql::read),
        section.optional("read-api", Kinds.URL),
        section.value("private-addresses", Kinds.TRUTH, false),
        section.value("look-every", Kinds.POSITIVE_DURATION, Duration.ofMillis(400)),
        section.value("look-within", Kinds.POSITIVE_DURATION, Duration.ofMillis(500)),
        section.value("exercise-every", Kinds.POSITIVE_DURATION, Duration.ofSeconds(60)),
        section.value("exercise-within", Kinds.POSITIVE_DURATION, Duration.ofSeconds(10)),
        section.optionalSection("onion", OnionLooksConfig::read));
  }
}
