package org.holdfast.app.config;

import java.nio.file.Path;
import java.util.Optional;

/// The listener for operators and their monitoring: health, metrics. It has no access control of
/// its own, but for what changes the fleet; keep it on loopback or a private network.
///
/// @param address default 127.0.0.1:8081
/// @param tokenFile what changes to the fleet ask for, on its first line, readable by its owner
///   only; without it none are taken here
public record AdminConfig(HostPort address, Optional<Path> tokenFile) {
  private static final HostPort DEFAULT = new HostPort("127.0.0.1", 8081);
  private static final HostPort UNREADABLE = new HostPort("127.0.0.1", 0);

  static AdminConfig read(Section section) {
    return new AdminConfig(
        section.value("address", Kinds.ADDRESS, DEFAULT, UNREADABLE),
        section.optional("token-file", Kinds.PATH));
  }
}
