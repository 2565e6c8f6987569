package org.holdfast.bouncer.fleet.live;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.Verdict;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.health.AddressWatch;
import org.holdfast.bouncer.fleet.health.Rhythm;
import org.holdfast.bouncer.fleet.health.Stalls;

/// One watch on each address that can be looked at, of all nodes that were not retired. Not
/// thread-safe; `onChange` runs on the watches' own threads.
final class Watches implements AutoCloseable {
  private final Asking asking;
  private final Stalls stalls;
  private final Runnable onChange;
  private final Map<String, AddressWatch> watches = new HashMap<>();

  Watches(Asking asking, Stalls stalls, Runnable onChange) {
    this.asking = asking;
    this.stalls = stalls;
    this.onChange = onChange;
  }

  static List<PublishedAddress> addressesOf(KnownNode node) {
    return node.last().map(Heartbeat::addresses).orElse(List.of());
  }

  /// Begins to watch what is new, and leaves what is no longer published.
  void follow(List<KnownNode> nodes) {
    Set<String> published = new HashSet<>();
    for (KnownNode node : nodes) {
      if (node.wanted() != Wanted.RETIRED && node.publicKey().isPresent()) {
        for (PublishedAddress address : addressesOf(node)) {
          Optional<Rhythm> rhythm = asking.rhythmFor(address);
          if (rhythm.isPresent()) {
            String key = key(node, address);
            published.add(key);
            watches.computeIfAbsent(key, k -> start(node, address, rhythm.get())).update(node);
          }
        }
      }
    }
    watches
        .entrySet()
        .removeIf(
            watch -> {
              boolean gone = !published.contains(watch.getKey());
              if (gone) {
                watch.getValue().close();
              }
              return gone;
            });
  }

  private AddressWatch start(KnownNode node, PublishedAddress address, Rhythm rhythm) {
    return AddressWatch.start(
        node, address, asking.look(), asking.exercise(), rhythm, stalls, onChange);
  }

  /// Empty where nobody looks yet.
  Optional<AddressWatch.Seen> seen(KnownNode node, PublishedAddress address) {
    return Optional.ofNullable(watches.get(key(node, address))).map(AddressWatch::seen);
  }

  /// What an observer says of all it has come to a conclusion about.
  List<Verdict> verdicts(String observer) {
    List<Verdict> verdicts = new ArrayList<>();
    for (AddressWatch watch : watches.values()) {
      AddressWatch.Seen seen = watch.seen();
      if (seen.concluded()) {
        verdicts.add(
            new Verdict(
                watch.address().key(),
                observer,
                watch.node().name(),
                0,
                seen.well(),
                seen.reason(),
                0));
      }
    }
    return verdicts;
  }

  private static String key(KnownNode node, PublishedAddress address) {
    return node.name() + " " + address.key();
  }

  @Override
  public void close() {
    watches.values().forEach(AddressWatch::close);
    watches.clear();
  }
}
