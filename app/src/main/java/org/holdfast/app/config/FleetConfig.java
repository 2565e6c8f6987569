package org.holdfast.app.config;

import java.nio.file.Path;
import java.util.Optional;

/// What the processes of one fleet share, and what this one is in it.
///
/// @param keyFile the secret with which report ids are authenticated, 32 bytes or more, the same
///   file on every collector, readable by its owner only. Without it one is generated in the data
///   directory at the first start
/// @param directory present where this process's bouncer keeps the directory of nodes
/// @param node present where this process announces itself to a directory
public record FleetConfig(
    Optional<Path> keyFile, Optional<FleetDirectoryConfig> directory, Optional<NodeConfig> node) {
  static FleetConfig read(Section section) {
    return new FleetConfig(
        section.optional("key-file", Kinds.EXISTING_FILE),
        section.optionalSection("directory", FleetDirectoryConfig::read),
        section.optionalSection("node", NodeConfig::read));
  }
}
