package org.holdfast.app.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What this process tells a directory about itself.
///
/// @param name as operators call it and the directory has enrolled it
/// @param directories where bouncers that keep the directory are reached, at least one
/// @param tokenFile the token of the first contact, readable by its owner only; may be gone later
/// @param keyFile the node's own key; default `node.key` in the data directory, where it is made at
///   the first start
/// @param every between two heartbeats; default 1 s
/// @param capacity its share of what comes, relative to other nodes, 1 to 1000; default 100
/// @param addresses all it is reached at; where none are given the listeners' own
/// @param agent where load balancers ask for its state; default nowhere
public record NodeConfig(
    String name,
    List<URI> directories,
    Optional<Path> tokenFile,
    Optional<Path> keyFile,
    Duration every,
    int capacity,
    List<Address> addresses,
    Optional<HostPort> agent) {
  static final Kind<String> NAME =
      Kinds.matching("[a-z][a-z0-9-]{0,40}", "is not a node's name; write a-z, 0-9 and '-'");
  private static final Kind<String> SERVICE =
      Kinds.matching(
          "[a-z][a-z0-9-]{0,40}",
          "is not a service; there are 'collector' and test helpers' names");

  /// One way to reach one service.
  ///
  /// @param service `collector`, or a test helper's name
  public record Address(
      String service, BouncerConfig.AddressType type, String address, Optional<String> front) {
    static Address read(Section section) {
      BouncerConfig.AddressType type =
          section.value(
              "type",
              Kinds.oneOf(BouncerConfig.AddressType.class, "type of address"),
              BouncerConfig.AddressType.HTTPS);
      return new Address(
          section.value("service", SERVICE, "collector"),
          type,
          section.required("address", Kinds.TEXT, "none", "say where it is reached"),
          BouncerConfig.readFront(section, type));
    }
  }

  public NodeConfig {
    directories = List.copyOf(directories);
    addresses = List.copyOf(addresses);
  }

  static NodeConfig read(Section section) {
    NodeConfig config =
        new NodeConfig(
            section.required("name", NAME, "none", "the directory knows nodes by name"),
            section.values("directories", Kinds.URL, List.of()),
            section.optional("token-file", Kinds.PATH),
            section.optional("key-file", Kinds.PATH),
            section.value("every", Kinds.POSITIVE_DURATION, Duration.ofSeconds(1)),
            section.value("capacity", Kinds.wholeNumber(1, 1000), 100),
            section.sections("addresses", List.of(), Address::read),
            section.optional("agent", Kinds.ADDRESS));
    if (config.directories.isEmpty()) {
      section.problem("directories", "is missing; name at least one bouncer's URL");
    }
    return config;
  }
}
