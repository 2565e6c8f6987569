package org.holdfast.collector;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.admission.Turn;
import org.holdfast.journal.Journal;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.JournalRecord;

/// The records on their way to stable storage, and how long the oldest of them has been: a disk
/// that hangs shows here first. The requests that brought them may have been answered meanwhile
/// (past their deadline), so nothing else would keep the next ones from waiting as long (P76).
/// Thread-safe.
final class PendingAppends {
  private final Journal journal;
  private final Duration stall;
  private final Queue<Pending> inOrder = new ConcurrentLinkedQueue<>();

  private record Pending(long sinceNanos, CompletableFuture<Position> durable) {}

  /// @param stall a record that waits longer shows that the journal hangs
  PendingAppends(Journal journal, Duration stall) {
    this.journal = journal;
    this.stall = stall;
  }

  /// As [Journal#append].
  CompletableFuture<Position> append(JournalRecord journalRecord) {
    Turn.end(); // storing takes longer than all that is left to compute
    CompletableFuture<Position> durable = journal.append(journalRecord);
    dropSettled();
    if (!durable.isDone()) {
      inOrder.add(new Pending(System.nanoTime(), durable));
    }
    return durable;
  }

  private void dropSettled() {
    // What is settled behind one that is not stays for a while; records settle in their order.
    Pending oldest = inOrder.peek();
    while (oldest != null && oldest.durable.isDone()) {
      inOrder.remove(oldest);
      oldest = inOrder.peek();
    }
  }

  /// Why nothing should be appended right now: the journal has not moved for too long. Over as soon
  /// as it has.
  Optional<Refusal> stalled() {
    dropSettled();
    Pending oldest = inOrder.peek();
    return oldest != null && System.nanoTime() - oldest.sinceNanos > stall.toNanos()
        ? Optional.of(Deferrals.refusal(Deferrals.SLOW_STORAGE))
        : Optional.empty();
  }
}
