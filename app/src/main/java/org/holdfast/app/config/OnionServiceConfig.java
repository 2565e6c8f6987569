package org.holdfast.app.config;

import java.nio.file.Path;
import java.util.Optional;

/// A listener that is published as an onion service through the control port of a Tor beside us.
///
/// @param control Tor's `ControlPort`; default 127.0.0.1:9051
/// @param passwordFile the password of `HashedControlPassword`, readable by its owner only; without
///   it Tor's cookie is used where it asks for one
/// @param keyFile the service's key, readable by its owner only, made where there is none; default
///   `onion-NAME.key` in the data directory, by the listener's name
/// @param port where probes connect; default 80
public record OnionServiceConfig(
    HostPort control, Optional<Path> passwordFile, Optional<Path> keyFile, int port) {
  private static final HostPort CONTROL = new HostPort("127.0.0.1", 9051);

  static OnionServiceConfig read(Section section) {
    return new OnionServiceConfig(
        section.value("control", Kinds.ADDRESS, CONTROL),
        section.optional("password-file", Kinds.PATH),
        section.optional("key-file", Kinds.PATH),
        section.value("port", Kinds.wholeNumber(1, 65_535), 80));
  }
}
