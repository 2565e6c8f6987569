package org.holdfast.bouncer.fleet.operate;

import java.net.URI;
import java.util.List;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.fleet.FleetRecords;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.Wanted;

/// A `config.yaml` for onionbalance 0.2 that publishes one onion name for those of all collectors.
public final class OnionBalanceText {
  private OnionBalanceText() {}

  /// @param keyFile the frontend's key, as `onionbalance-config` makes it
  /// @return the text of the configuration file
  public static String of(FleetRecords records, String keyFile) {
    StringBuilder text =
        new StringBuilder("# Made by: holdfast fleet onionbalance-config\nservices:\n- key: ");
    text.append(keyFile).append("\n  instances:\n");
    for (KnownNode node : records.nodes()) {
      List<PublishedAddress> addresses = node.last().map(Heartbeat::addresses).orElse(List.of());
      if (node.wanted() == Wanted.SERVING) {
        addresses.stream()
            .filter(a -> a.isCollector() && a.address().type() == AddressType.ONION)
            .map(a -> URI.create(a.address().address()).getHost())
            .forEach(
                host ->
                    text.append("  - address: ")
                        .append(host)
                        .append("\n    name: ")
                        .append(node.name())
                        .append('\n'));
      }
    }
    return text.toString();
  }
}
