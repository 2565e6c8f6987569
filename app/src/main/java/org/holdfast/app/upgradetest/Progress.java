package org.holdfast.app.upgradetest;

import java.io.IOException;
import java.io.PrintWriter;

/// What is printed while the test runs, and how far it is. Not thread-safe.
final class Progress {
  private final long start = System.nanoTime();
  private final PrintWriter out;
  private final Tally tally;
  private final TestedServer server;
  private final ProcessorTime processors = new ProcessorTime();
  private int upgraded;
  private int rolledBack;

  Progress(PrintWriter out, Tally tally, TestedServer server) {
    this.out = out;
    this.tally = tally;
    this.server = server;
  }

  int upgraded() {
    return upgraded;
  }

  int rolledBack() {
    return rolledBack;
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  /// An upgrade is over.
  void upgrade(boolean done) throws IOException {
    upgraded += done ? 1 : 0;
    tell(done ? "upgraded" : "NOT upgraded");
  }

  /// A broken release was tried.
  void rollBack(boolean done) throws IOException {
    rolledBack += done ? 1 : 0;
    tell(done ? "rolled back" : "NOT rolled back");
  }

  /// As in `so far, after 24 s (upgraded): upgrades=1 rolled-back=0 requests=6200 non2xx=0 ...`,
  /// and before it the first things that went wrong since the last time.
  void tell(String what) throws IOException {
    tally.takeExamples().forEach(example -> out.println("noticed: " + example));
    out.printf(
        "so far, after %d s (%s): upgrades=%d rolled-back=%d requests=%d non2xx=%d resets=%d;"
            + " processors since the last line: %s%n",
        (System.nanoTime() - start) / 1_000_000_000,
        what,
        upgraded,
        rolledBack,
        tally.requests(),
        tally.non2xx(),
        tally.resets(),
        processors.sinceLastAsked(server.processes()));
    out.flush();
  }
}
