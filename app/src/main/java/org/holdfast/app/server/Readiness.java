package org.holdfast.app.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// What the process waits for before it is of full use, as `/health/ready` and `/health` tell
/// (I10). Safe for concurrent use.
public final class Readiness {
  private final List<Supplier<List<String>>> conditions = new CopyOnWriteArrayList<>();
  private final List<Supplier<List<String>>> notes = new CopyOnWriteArrayList<>();
  private volatile Optional<String> phase = Optional.of("start");

  /// Adds something that may have to be waited for; `waitsFor` is asked at every look and must not
  /// block for long.
  void addCondition(Supplier<List<String>> waitsFor) {
    conditions.add(waitsFor);
  }

  /// Adds something that may be wrong without keeping the process from its work.
  void addNote(Supplier<List<String>> says) {
    notes.add(says);
  }

  /// The process itself is busy with this, as in `data directory /srv/x: read-only file system`.
  void waitFor(String what) {
    phase = Optional.of(what);
  }

  /// Everything is open.
  void started() {
    phase = Optional.empty();
  }

  /// What is waited for at this moment, for people; empty if nothing is.
  public List<String> waitsFor() {
    List<String> all = new ArrayList<>();
    phase.ifPresent(all::add);
    conditions.forEach(condition -> all.addAll(condition.get()));
    return all;
  }

  /// What an operator should look at, though the process does its work; empty if nothing.
  public List<String> notes() {
    return notes.stream().flatMap(says -> says.get().stream()).toList();
  }
}
