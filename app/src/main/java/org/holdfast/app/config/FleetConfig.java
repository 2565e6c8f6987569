package org.holdfast.app.config;

import java.nio.file.Path;
import java.util.Optional;

/// What the processes of one fleet share.
///
/// @param keyFile the secret with which report ids are authenticated, 32 bytes or more, the same
///   file on every collector, readable by its owner only. Without it one is generated in the data
///   directory at the first start
public record FleetConfig(Optional<Path> keyFile) {
  static FleetConfig read(Section section) {
    return new FleetConfig(section.optional("key-file", Kinds.EXISTING_FILE));
  }
}
