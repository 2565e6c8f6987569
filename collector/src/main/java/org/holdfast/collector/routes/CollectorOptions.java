package org.holdfast.collector.routes;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.holdfast.collector.oonib.BlockedClient;
import org.holdfast.collector.oonib.OpenPolicy;

/// What an operator can set about the collector's routes.
///
/// @param blockedClients clients whose reports are not opened (L19)
/// @param testHelperAddresses what `test_helper` in an open request is answered with, by name (L20)
/// @param policy which reports are opened at all; asked at each open request (L23)
public record CollectorOptions(
    List<BlockedClient> blockedClients,
    Map<String, String> testHelperAddresses,
    Supplier<OpenPolicy> policy) {
  /// What oonib does out of the box: one broken Android release is blocked, no helpers are known.
  public static final CollectorOptions DEFAULT =
      new CollectorOptions(
          List.of(BlockedClient.OONIPROBE_ANDROID_2_0_0), Map.of(), () -> OpenPolicy.NONE);

  public CollectorOptions {
    blockedClients = List.copyOf(blockedClients);
    testHelperAddresses = Map.copyOf(testHelperAddresses);
  }
}
