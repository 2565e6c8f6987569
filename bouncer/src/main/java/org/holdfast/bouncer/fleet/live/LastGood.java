package org.holdfast.bouncer.fleet.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.NodeState;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.live.Candidates.Candidate;

/// Keeps what was told of each service last while there was anything: when everything looks dead,
/// it is more likely that we are cut off than that all of them are. Not thread-safe.
///
/// What was taken out on purpose does not come back this way: an address that its node no longer
/// publishes and a node that was retired never; one that is drained, or says itself that it stops,
/// only where nobody else is left for the service.
final class LastGood {
  private final Map<String, List<Candidate>> byService = new LinkedHashMap<>();
  private final Set<String> missed = new TreeSet<>();

  /// Whether an address that was good may be told once nobody is seen at work.
  enum Standing {
    WANTED,
    LEAVING,
    GONE;

    /// @param node as it is known now; empty if nobody of that name is
    static Standing of(Candidate candidate, Optional<KnownNode> node) {
      if (node.isEmpty()
          || node.get().wanted() == Wanted.RETIRED
          || !Watches.addressesOf(node.get()).contains(candidate.address())) {
        return GONE;
      }
      boolean serves = node.get().last().filter(l -> l.state() == NodeState.SERVING).isPresent();
      return serves && node.get().wanted() == Wanted.SERVING ? WANTED : LEAVING;
    }
  }

  /// What an earlier process told last.
  void remember(List<Candidate> candidates) {
    byService.putAll(grouped(candidates));
  }

  /// The candidates, and for each service without any those it had last.
  List<Candidate> complete(List<Candidate> candidates, Function<Candidate, Standing> standing) {
    Map<String, List<Candidate>> now = grouped(candidates);
    byService.putAll(now);
    missed.clear();
    List<Candidate> all = new ArrayList<>(candidates);
    byService.forEach(
        (service, last) -> {
          if (!now.containsKey(service)) {
            List<Candidate> left = left(last, standing);
            all.addAll(left);
            if (!left.isEmpty()) {
              missed.add(service);
            }
          }
        });
    return all;
  }

  private static List<Candidate> left(
      List<Candidate> last, Function<Candidate, Standing> standing) {
    List<Candidate> wanted =
        last.stream().filter(c -> standing.apply(c) == Standing.WANTED).toList();
    return wanted.isEmpty()
        ? last.stream().filter(c -> standing.apply(c) == Standing.LEAVING).toList()
        : wanted;
  }

  private static Map<String, List<Candidate>> grouped(List<Candidate> candidates) {
    Map<String, List<Candidate>> byService = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      byService
          .computeIfAbsent(candidate.address().service(), s -> new ArrayList<>())
          .add(candidate);
    }
    return byService;
  }

  /// The services whose last good addresses are told because nobody seems to serve them.
  Set<String> missed() {
    return Set.copyOf(missed);
  }
}
