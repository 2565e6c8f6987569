package org.holdfast.bouncer;

import java.nio.file.Path;
import java.util.Optional;

/// The files an operator keeps for the bouncer; each may be left out.
///
/// @param importFile oonib's `bouncer.yaml`, see [org.holdfast.bouncer.oonib.BouncerFile]
/// @param testLists a directory, see [org.holdfast.bouncer.testlist.TestListFiles]
/// @param prioritisation see [org.holdfast.bouncer.testlist.PriorityRules]
/// @param torTargets JSON, see [org.holdfast.bouncer.circumvention.ToolFiles]
/// @param psiphonConfig JSON
/// @param vpnConfigs YAML
/// @param runLinks a directory, see [org.holdfast.bouncer.run.RunLinks]
public record DiscoveryPaths(
    Optional<Path> importFile,
    Optional<Path> testLists,
    Optional<Path> prioritisation,
    Optional<Path> torTargets,
    Optional<Path> psiphonConfig,
    Optional<Path> vpnConfigs,
    Optional<Path> runLinks) {}
