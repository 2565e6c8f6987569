package org.holdfast.bouncer.fleet.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.holdfast.bouncer.fleet.live.Candidates.Candidate;

/// Keeps what was told of each service last while there was anything: when everything looks dead,
/// it is more likely that we are cut off than that all of them are. Not thread-safe.
final class LastGood {
  private final Map<String, List<Candidate>> byService = new LinkedHashMap<>();
  private final Set<String> missed = new TreeSet<>();

  /// The candidates, and for each service without any those it had last.
  ///
  /// @param exists whether a node is still in the fleet at all
  List<Candidate> complete(List<Candidate> candidates, Predicate<Candidate> exists) {
    Map<String, List<Candidate>> now = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      now.computeIfAbsent(candidate.address().service(), s -> new ArrayList<>()).add(candidate);
    }
    byService.putAll(now);
    missed.clear();
    List<Candidate> all = new ArrayList<>(candidates);
    byService.forEach(
        (service, last) -> {
          if (!now.containsKey(service)) {
            List<Candidate> left = last.stream().filter(exists).toList();
            all.addAll(left);
            if (!left.isEmpty()) {
              missed.add(service);
            }
          }
        });
    return all;
  }

  /// The services whose last good addresses are told because nobody seems to serve them.
  Set<String> missed() {
    return Set.copyOf(missed);
  }
}
