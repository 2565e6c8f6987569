package org.holdfast.collector.routes;

import java.util.List;
import java.util.Map;
import org.holdfast.collector.oonib.BlockedClient;

/// What an operator can set about the collector's routes.
///
/// @param blockedClients clients whose reports are not opened (L19)
/// @param testHelperAddresses what `test_helper` in an open request is answered with, by name (L20)
public record CollectorOptions(
    List<BlockedClient> blockedClients, Map<String, String> testHelperAddresses) {
  /// What oonib does out of the box: one broken Android release is blocked, no helpers are known.
  public static final CollectorOptions DEFAULT =
      new CollectorOptions(List.of(BlockedClient.OONIPROBE_ANDROID_2_0_0), Map.of());

  public CollectorOptions {
    blockedClients = List.copyOf(blockedClients);
    testHelperAddresses = Map.copyOf(testHelperAddresses);
  }
}
