package org.holdfast.app.submit;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Counts what became of the entries and says so: a line per refusal, on a terminal a bar. Safe for
/// concurrent use.
final class Tally {
  private static final long NANOS_BETWEEN_BARS = 150_000_000;
  private static final int BAR_WIDTH = 30;

  private final PrintStream err;
  private final boolean terminal;
  private final long bytesTotal;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();
  private final AtomicReference<Optional<String>> stopped = new AtomicReference<>(Optional.empty());
  private long barDrawnAtNanos = System.nanoTime() - NANOS_BETWEEN_BARS;
  private boolean barShown;

  /// @param terminal whether `err` is one, so that a bar makes sense
  /// @param bytesTotal the size of all files
  Tally(PrintStream err, boolean terminal, long bytesTotal) {
    this.err = err;
    this.terminal = terminal;
    this.bytesTotal = bytesTotal;
  }

  void acknowledged() {
    acknowledged.incrementAndGet();
  }

  /// An earlier run had it acknowledged.
  void skipped() {
    skipped.incrementAndGet();
  }

  void refused(Path file, Entry entry, String reason) {
    refused.incrementAndGet();
    print(file + ": line " + entry.line() + ", entry " + entry.number() + ": " + reason);
  }

  /// A whole file could not be read.
  void unreadable(Path file, String reason) {
    refused.incrementAndGet();
    print(file + ": " + reason);
  }

  /// Ends the run: going on makes no sense at present.
  void stop(String reason) {
    if (stopped.compareAndSet(Optional.empty(), Optional.of(reason))) {
      print("stopped: " + reason);
    }
  }

  boolean isStopped() {
    return stopped.get().isPresent();
  }

  boolean isComplete() {
    return refused.get() == 0 && !isStopped();
  }

  /// Draws the bar if there is a terminal and some time has passed.
  synchronized void progress(long bytesRead) {
    long now = System.nanoTime();
    if (!terminal || now - barDrawnAtNanos < NANOS_BETWEEN_BARS) {
      return;
    }
    barDrawnAtNanos = now;
    barShown = true;
    double share = bytesTotal == 0 ? 1 : Math.min(1, bytesRead / (double) bytesTotal);
    int full = (int) Math.round(share * BAR_WIDTH);
    err.print(
        "\r["
            + "#".repeat(full)
            + " ".repeat(BAR_WIDTH - full)
            + "] "
            + Math.round(share * 100)
            + " %  "
            + this
            + "\033[K");
    err.flush();
  }

  /// Removes the bar.
  synchronized void finish() {
    if (barShown) {
      err.print("\r\033[K");
      err.flush();
      barShown = false;
    }
  }

  @Override
  public String toString() {
    return "acknowledged=" + acknowledged + " refused=" + refused + " skipped=" + skipped;
  }

  private synchronized void print(String line) {
    finish();
    err.println(line);
  }
}
