package org.holdfast.testkit.crash;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.holdfast.testkit.crash.disk.Fault;

/// The points that are left to live through. Safe for concurrent use.
final class Points {
  /// The order of operations is not the same in each run: a point that was not reached is tried
  /// again so many times.
  private static final int TRIES = 3;

  private static final Set<Fault> KILLS = EnumSet.of(Fault.KILL_BEFORE, Fault.KILL_AFTER);
  private static final int LIKELY_ORDINAL_MAX = 2;

  private final Map<Phase, Deque<Point>> left = new EnumMap<>(Phase.class);
  private final Map<Point, Integer> misses = new HashMap<>();
  private final List<Point> absent = new ArrayList<>();
  private final List<Point> unreached = new ArrayList<>();
  private final Substitutes substitutes;

  /// @param substitutes for those of them that are not there
  Points(List<Point> points, Substitutes substitutes) {
    this.substitutes = substitutes;
    for (Phase phase : Phase.values()) {
      left.put(phase, new ArrayDeque<>());
    }
    points.forEach(point -> of(point.phase()).add(point));
  }

  /// Every operation of a trace with every fault that can happen there.
  static List<Point> all(Phase phase, Trace trace) {
    List<Point> points = new ArrayList<>();
    trace
        .counts()
        .forEach(
            (site, count) -> {
              for (int ordinal = 1; ordinal <= count; ordinal++) {
                for (Fault fault : Fault.of(site.operation())) {
                  points.add(new Point(phase, site, ordinal, fault));
                }
              }
            });
    return points;
  }

  /// The same points in an order of chance, and no more than `most` of them.
  static List<Point> sample(List<Point> all, int most, long seed) {
    List<Point> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(seed));
    return shuffled.subList(0, Math.min(most, shuffled.size()));
  }

  /// Points for processes of their own that are to end by SIGKILL: of each phase as many, among
  /// those that a process that begins elsewhere is likely to come past, too.
  static List<Point> forProcesses(List<Point> all, int most, long seed) {
    List<Deque<Point>> phases = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      List<Point> likely =
          all.stream()
              .filter(point -> point.phase() == phase && KILLS.contains(point.fault()))
              .filter(point -> point.ordinal() <= LIKELY_ORDINAL_MAX)
              .toList();
      phases.add(new ArrayDeque<>(sample(likely, most, seed)));
    }
    List<Point> chosen = new ArrayList<>();
    while (chosen.size() < most && !phases.stream().allMatch(Deque::isEmpty)) {
      phases.stream()
          .filter(phase -> !phase.isEmpty() && chosen.size() < most)
          .forEach(phase -> chosen.add(phase.remove()));
    }
    return chosen;
  }

  private Deque<Point> of(Phase phase) {
    return left.getOrDefault(phase, new ArrayDeque<>());
  }

  synchronized Optional<Point> next(Phase phase) {
    return Optional.ofNullable(of(phase).poll());
  }

  /// What became of the try of a point.
  ///
  /// @return the point that is to be lived through instead, where this one is not there
  synchronized Optional<Point> tried(Point point, Reach reach) {
    if (reach == Reach.STRUCK) {
      return Optional.empty();
    }
    if (misses.merge(point, 1, Integer::sum) < TRIES) {
      of(point.phase()).add(point);
      return Optional.empty();
    }
    if (reach != Reach.ABSENT) {
      unreached.add(point);
      return Optional.empty();
    }
    absent.add(point);
    Optional<Point> substitute = substitutes.insteadOf(point);
    substitute.ifPresent(other -> of(other.phase()).add(other));
    return substitute;
  }

  synchronized boolean isEmpty() {
    return left.values().stream().allMatch(Deque::isEmpty);
  }

  synchronized int count(Phase phase) {
    return of(phase).size();
  }

  /// Those that were not there.
  synchronized List<Point> absent() {
    return List.copyOf(absent);
  }

  /// Those that were never reached.
  synchronized List<Point> unreached() {
    return List.copyOf(unreached);
  }
}
