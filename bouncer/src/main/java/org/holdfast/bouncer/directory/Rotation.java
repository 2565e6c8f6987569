package org.holdfast.bouncer.directory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/// Draws from a list so that each entry comes first as often as its weight says. Immutable; safe
/// for concurrent use.
///
/// Few out of many are drawn one by one from the running sums of the weights, which costs a search
/// each; otherwise each entry gets the key `-log(u) / weight` with its own `u` out of (0, 1], and
/// the smallest keys win, which is the same distribution (Efraimidis and Spirakis 2006).
final class Rotation<T> {
  private static final int TRIES_PER_DRAW = 8;

  private final List<T> entries;
  private final long[] sums;
  private final ToIntFunction<T> weight;

  Rotation(List<T> entries, ToIntFunction<T> weight) {
    this.entries = List.copyOf(entries);
    this.weight = weight;
    this.sums = new long[entries.size()];
    long sum = 0;
    for (int i = 0; i < sums.length; i++) {
      sum += weight.applyAsInt(entries.get(i));
      sums[i] = sum;
    }
  }

  List<T> entries() {
    return entries;
  }

  Optional<T> draw(RandomGenerator random) {
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(index(random)));
  }

  /// At most `max` different entries, those with more weight rather earlier.
  List<T> draw(int max, RandomGenerator random) {
    if (entries.size() > 4 * max) {
      Map<Integer, T> drawn = new LinkedHashMap<>();
      for (int tries = 0; tries < max * TRIES_PER_DRAW && drawn.size() < max; tries++) {
        int index = index(random);
        drawn.putIfAbsent(index, entries.get(index));
      }
      return List.copyOf(drawn.values());
    }
    record Keyed<T>(double key, T entry) {}
    List<Keyed<T>> keyed = new ArrayList<>(entries.size());
    for (T entry : entries) {
      double u = 1 - random.nextDouble();
      keyed.add(new Keyed<>(-Math.log(u) / weight.applyAsInt(entry), entry));
    }
    keyed.sort(Comparator.comparingDouble(Keyed::key));
    return keyed.stream().limit(max).map(Keyed::entry).toList();
  }

  private int index(RandomGenerator random) {
    long at = random.nextLong(sums[sums.length - 1]);
    int found = Arrays.binarySearch(sums, at + 1);
    return found >= 0 ? found : -found - 1;
  }
}
