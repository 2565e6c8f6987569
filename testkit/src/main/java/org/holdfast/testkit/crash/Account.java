package org.holdfast.testkit.crash;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.holdfast.testkit.history.Finding;

/// What was found in all. Safe for concurrent use.
final class Account implements Verdicts {
  private static final int POINTS_BETWEEN_LINES = 50;

  private final Set<Point> struck = new HashSet<>();
  private final Set<Point> struckProcesses = new HashSet<>();
  private final List<Point> absent = new ArrayList<>();
  private final List<String> unreached = new ArrayList<>();
  private final Set<String> lost = new HashSet<>();
  private final Set<String> duplicated = new HashSet<>();
  private final Set<String> swapped = new HashSet<>();
  private final List<String> troubles = new ArrayList<>();
  private final Consumer<String> say;
  private final List<Point> toKill = new ArrayList<>();
  private int replaced;
  private int available;
  private int lives;
  private int startFailures;

  /// @param say is told of each trouble at once
  Account(Consumer<String> say) {
    this.say = say;
  }

  @Override
  public synchronized void available(int points) {
    available = points;
  }

  @Override
  public synchronized void toKill(Point point) {
    toKill.add(point);
  }

  /// The points that are to be tried on real processes.
  synchronized List<Point> toKill() {
    return List.copyOf(toKill);
  }

  @Override
  public synchronized void struck(Point point) {
    struck.add(point);
    if (struck.size() % POINTS_BETWEEN_LINES == 0) {
      say.accept(
          "%d points so far, %d absent, %d troubles"
              .formatted(struck.size(), absent.size(), troubles.size()));
    }
  }

  /// A process came past this point and was struck.
  synchronized void struckProcess(Point point) {
    struckProcesses.add(point);
  }

  @Override
  public synchronized void absent(Point point) {
    absent.add(point);
  }

  /// A point that was not there, and the one that was tried instead.
  synchronized void replaced(Point point, Point other) {
    replaced++;
    say.accept("NOT THERE " + point + "; instead of it: " + other);
  }

  @Override
  public synchronized void unreached(Point point, String why) {
    unreached.add(point + ": " + why);
    say.accept("NOT REACHED " + point + ": " + why);
  }

  @Override
  public synchronized void lived(int more) {
    lives += more;
  }

  @Override
  public synchronized void found(Finding.Kind kind, String key, String where) {
    switch (kind) {
      // Whoever believed in an answer that was none has deleted the only copy.
      case LOST, MISLED -> lost.add(where + key);
      case DUPLICATED -> duplicated.add(where + key);
      case SWAPPED, UNEXPECTED -> swapped.add(where + key);
    }
    trouble(kind + " " + key + " " + where);
  }

  @Override
  public synchronized void startFailed(String what) {
    startFailures++;
    trouble(what);
  }

  private void trouble(String what) {
    troubles.add(what);
    say.accept("TROUBLE " + what);
  }

  @Override
  public void say(String line) {
    say.accept(line);
  }

  /// How many points are there, as far as that was said.
  synchronized int available() {
    return available;
  }

  /// @param asked so many points were to be tried, those of processes besides
  synchronized CrashReport report(int asked) {
    Set<Point> distinct = new HashSet<>(struck);
    distinct.addAll(struckProcesses);
    return new CrashReport(
        new CrashReport.Tried(
            asked, struck.size() + struckProcesses.size(), absent.size(), replaced, unreached),
        distinct.size(),
        (int) struckProcesses.stream().filter(point -> point.fault().isDeadly()).count(),
        available,
        lives,
        lost.size(),
        duplicated.size(),
        swapped.size(),
        startFailures,
        troubles);
  }
}
