package org.holdfast.app.demo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.app.demo.DemoTraffic.Broken;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.probe.Attempt;
import org.holdfast.testkit.probe.Told;
import org.holdfast.testkit.traffic.Generation;

/// What the probes of each generation were told, as a table for people.
final class DemoTable {
  private static final String HEAD = "%-30s %12s %9s %13s %9s %8s %10s";
  private static final String ROW = "%-30s %12d %9d %13d %9d %8d %10d";

  private DemoTable() {}

  static List<String> lines(History history, Broken broken) {
    List<String> lines = new ArrayList<>();
    lines.add(
        HEAD.formatted(
            "generation",
            "measurements",
            "requests",
            "acknowledged",
            "repeated",
            "refused",
            "no answer"));
    Set<String> known = new HashSet<>();
    Counts[] counts = new Counts[Generation.values().length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new Counts();
    }
    for (Attempt attempt : history.attempts()) {
      counts[attempt.generation().ordinal()].add(attempt, known);
    }
    for (Generation generation : Generation.values()) {
      lines.add(counts[generation.ordinal()].row(generation.label()));
    }
    lines.add(
        ROW.formatted("broken requests", broken.sent(), broken.sent(), 0, 0, broken.refused(), 0));
    return lines;
  }

  /// What one generation was told. `repeated` are acknowledgements of what was acknowledged before,
  /// to whatever probe; `noAnswer` has the deferred too, since both mean to try again.
  private static final class Counts {
    private final Set<String> measurements = new HashSet<>();
    private int requests;
    private int acknowledged;
    private int repeated;
    private int refused;
    private int noAnswer;

    void add(Attempt attempt, Set<String> known) {
      String key = attempt.measurement().key();
      measurements.add(key);
      requests++;
      switch (attempt.told()) {
        case Told.Acknowledged _ -> {
          if (known.add(key)) {
            acknowledged++;
          } else {
            repeated++;
          }
        }
        case Told.Refused _ -> refused++;
        case Told.Deferred _, Told.NoAnswer _ -> noAnswer++;
      }
    }

    String row(String label) {
      return ROW.formatted(
          label, measurements.size(), requests, acknowledged, repeated, refused, noAnswer);
    }
  }
}
