package org.holdfast.bouncer.fleet.operate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.holdfast.bouncer.fleet.FleetRecords;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.HistoryEntry;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.Verdict;

/// The fleet as lines of text, from what the store knows: it works while no bouncer runs, and then
/// shows what the last ones found.
public final class FleetTable {
  private FleetTable() {}

  /// One line for each node, one below it for each address, one for each pin.
  public static List<String> nodes(FleetRecords records, Instant now) {
    Map<String, List<Verdict>> verdicts =
        records.verdicts().stream()
            .collect(Collectors.groupingBy(v -> v.node() + " " + v.address()));
    List<String> lines = new ArrayList<>();
    for (KnownNode node : records.nodes()) {
      lines.add(node(node, now));
      for (PublishedAddress address : node.last().map(Heartbeat::addresses).orElse(List.of())) {
        lines.add(
            "    "
                + address.key()
                + "  "
                + found(verdicts.getOrDefault(node.name() + " " + address.key(), List.of())));
      }
    }
    records.pins().forEach((netTest, node) -> lines.add("pin " + netTest + "=" + node));
    return lines;
  }

  private static String node(KnownNode node, Instant now) {
    String said =
        node.last()
            .map(
                last ->
                    "says %s  version %s  capacity %d  load %.2f"
                        .formatted(
                            last.state().word(), last.version(), last.capacity(), last.load()))
            .orElse(node.publicKey().isPresent() ? "said nothing yet" : "waits for first contact");
    String heard =
        node.heardAt()
            .map(at -> "  heard " + Math.max(0, Duration.between(at, now).toSeconds()) + " s ago")
            .orElse("");
    return node.name() + "  " + node.wanted().word() + "  " + said + heard;
  }

  private static String found(List<Verdict> verdicts) {
    long well = verdicts.stream().filter(Verdict::well).count();
    String reason =
        verdicts.stream().filter(v -> !v.well()).findFirst().map(v -> ": " + v.reason()).orElse("");
    return verdicts.isEmpty()
        ? "not looked at"
        : well + " of " + verdicts.size() + " bouncers find it well" + reason;
  }

  /// One line for each act, the latest first.
  public static List<String> history(List<HistoryEntry> entries) {
    return entries.stream()
        .map(
            e ->
                "%d  %s  %s  %s %s: %s -> %s  (%s)"
                    .formatted(
                        e.number(),
                        e.act().when(),
                        e.act().who(),
                        e.action(),
                        e.subject(),
                        e.before(),
                        e.after(),
                        e.act().why()))
        .toList();
  }
}
