package org.holdfast.journal.segment;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Completes the futures of what has become durable on a thread of its own: whoever waits there
/// runs its next step on the completing thread, and the writer has the next batch to write
/// meanwhile.
final class Acknowledger implements AutoCloseable {
  private static final List<PendingAppend> END = List.of();

  private final JournalMeters meters;
  private final BlockingQueue<List<PendingAppend>> done = new LinkedBlockingQueue<>();
  private final Thread thread;

  private Acknowledger(JournalMeters meters) {
    this.meters = meters;
    this.thread = Thread.ofPlatform().name("journal-acknowledger").daemon().unstarted(this::run);
  }

  static Acknowledger start(JournalMeters meters) {
    Acknowledger acknowledger = new Acknowledger(meters);
    acknowledger.thread.start();
    return acknowledger;
  }

  /// These are durable and, each, visible to readers. The list is never empty.
  void acknowledge(List<PendingAppend> durable) {
    done.add(durable);
  }

  private void run() {
    try {
      for (List<PendingAppend> next = done.take(); !next.isEmpty(); next = done.take()) {
        next.forEach(PendingAppend::acknowledge);
        meters.appended(next, System.nanoTime());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  /// Returns when all that was handed over is acknowledged.
  @Override
  public void close() {
    done.add(END);
    Threads.join(thread);
  }
}
