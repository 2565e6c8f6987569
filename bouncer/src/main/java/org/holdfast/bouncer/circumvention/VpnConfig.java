package org.holdfast.bouncer.circumvention;

import java.time.Instant;
import java.util.List;

/// How a probe reaches a VPN it measures.
///
/// @param ca PEM
/// @param cert PEM, the probe's
/// @param key PEM, the probe's
/// @param updated when the credentials were fetched
/// @param endpoints as in `openvpn://riseupvpn.corp/?address=192.0.2.1:443&transport=tcp`
public record VpnConfig(
    String ca, String cert, String key, Instant updated, List<String> endpoints) {
  public VpnConfig {
    endpoints = List.copyOf(endpoints);
  }

  @Override
  public String toString() {
    return "VpnConfig[" + endpoints.size() + " endpoints, updated " + updated + "]";
  }
}
