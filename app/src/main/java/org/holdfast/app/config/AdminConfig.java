package org.holdfast.app.config;

/// The listener for operators and their monitoring: health, metrics. It has no access control of
/// its own; keep it on loopback or a private network.
///
/// @param address default 127.0.0.1:8081
public record AdminConfig(HostPort address) {
  private static final HostPort DEFAULT = new HostPort("127.0.0.1", 8081);
  private static final HostPort UNREADABLE = new HostPort("127.0.0.1", 0);

  static AdminConfig read(Section section) {
    return new AdminConfig(section.value("address", Kinds.ADDRESS, DEFAULT, UNREADABLE));
  }
}
