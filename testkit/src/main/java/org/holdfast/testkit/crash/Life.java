package org.holdfast.testkit.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.holdfast.testkit.wire.Target;

/// One server, from its start to its end: a process of its own, or one that is simulated in this
/// JVM.
interface Life extends AutoCloseable {
  /// How many of its last lines are worth showing.
  int LAST_LINES = 40;

  /// How a start ended.
  enum Start {
    READY,
    /// It was struck by its fault, and ended or was ended by it.
    STRUCK,
    /// It ended without having been struck, or did not become ready.
    FAILED
  }

  Start outcome();

  /// Where probes and readers go, in this life and the next.
  Target open();

  /// Where its metrics are.
  Target admin();

  /// What it keeps.
  Path data();

  boolean isAlive();

  /// From now on operations count.
  void arm() throws IOException;

  Trace trace() throws IOException;

  /// What it printed last, for people.
  String lastWords();

  /// Ends it as SIGKILL does, if it still lives.
  @Override
  void close() throws IOException;

  default boolean isStruck() throws IOException {
    return trace().struck();
  }

  /// The end of a longer text.
  static String lastOf(String output) {
    List<String> lines = output.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }
}
