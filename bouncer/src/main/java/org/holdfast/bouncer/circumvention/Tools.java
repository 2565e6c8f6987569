package org.holdfast.bouncer.circumvention;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What there is for the nettests of circumvention tools.
///
/// @param torTargets as served; empty if an operator gave none
/// @param psiphonConfig as served; empty if an operator gave none
/// @param vpnConfigs by provider
public record Tools(
    Optional<JsonNode> torTargets,
    Optional<JsonNode> psiphonConfig,
    Map<String, VpnConfig> vpnConfigs) {
  /// Nothing at all.
  public static final Tools NONE = new Tools(Optional.empty(), Optional.empty(), Map.of());

  public Tools {
    vpnConfigs = Map.copyOf(vpnConfigs);
  }
}
