package org.holdfast.bouncer.fleet.health;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.Verdict;

/// Makes one word of what several bouncers say of an address: the majority's; ill where as many say
/// either. All bouncers count the same votes, so that they come to the same word. A bouncer that
/// says nothing new for [#FRESH_FOR] has no vote, nor has one, when it is first seen, whose last
/// word is that much older than the newest. Not thread-safe.
public final class Votes {
  static final Duration FRESH_FOR = Duration.ofSeconds(5);

  private final String self;
  private final Map<String, Heard> observers = new HashMap<>();
  private final Map<Subject, Map<String, Verdict>> others = new HashMap<>();

  private record Subject(String address, NodeName node) {}

  private record Heard(long tick, long atNanos) {}

  /// @param self the observer that counts
  public Votes(String self) {
    this.self = self;
  }

  /// Takes in what stands in the store.
  public void note(List<Verdict> verdicts, long nowNanos) {
    others.clear();
    long newest = verdicts.stream().mapToLong(Verdict::tick).max().orElse(0);
    for (Verdict verdict : verdicts) {
      if (!verdict.observer().equals(self)) {
        Heard before = observers.get(verdict.observer());
        if (before == null || before.tick != verdict.tick()) {
          boolean ofOld = before == null && newest - verdict.tick() > FRESH_FOR.toMillis();
          observers.put(
              verdict.observer(),
              new Heard(verdict.tick(), ofOld ? nowNanos - FRESH_FOR.toNanos() - 1 : nowNanos));
        }
        others
            .computeIfAbsent(
                new Subject(verdict.address(), verdict.node()), subject -> new HashMap<>())
            .put(verdict.observer(), verdict);
      }
    }
  }

  /// @param own what this bouncer has seen
  /// @return empty if nobody knows
  public Optional<Boolean> well(
      String address, NodeName node, AddressWatch.Seen own, long nowNanos) {
    int well = own.concluded() && own.well() ? 1 : 0;
    int ill = own.concluded() && !own.well() ? 1 : 0;
    for (Verdict verdict : others.getOrDefault(new Subject(address, node), Map.of()).values()) {
      Heard heard = observers.get(verdict.observer());
      if (heard != null && nowNanos - heard.atNanos <= FRESH_FOR.toNanos()) {
        well += verdict.well() ? 1 : 0;
        ill += verdict.well() ? 0 : 1;
      }
    }
    return well + ill == 0 ? Optional.empty() : Optional.of(well > ill);
  }
}
