package org.holdfast.journal.spool;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.id.MeasurementUid;

/// What is on its way to the remote, and since when. Hands over what takes too long, once, and
/// remembers it until its fate is known. Safe for concurrent use.
final class DirectSendings implements AutoCloseable {
  /// One record on its way.
  ///
  /// @param fate completes when the remote knows
  /// @param answer what the caller of append waits for
  record Sending(
      JournalRecord record,
      long sinceNanos,
      CompletableFuture<Position> fate,
      CompletableFuture<Position> answer) {}

  /// What is on its way is bounded by the remote; these are known to be stored and not drained yet.
  private static final int UNDECIDED_MAX = 50_000;

  private final Duration bound;
  private final Consumer<Sending> late;
  private final LinkedBlockingQueue<Optional<Sending>> inOrder = new LinkedBlockingQueue<>();
  private final Map<MeasurementUid, CompletableFuture<Position>> undecided =
      Collections.synchronizedMap(new Undecided());
  private final Thread thread;
  private boolean closed;

  private DirectSendings(Duration bound, Consumer<Sending> late) {
    this.bound = bound;
    this.late = late;
    this.thread = Thread.ofPlatform().daemon().name("spool-overdue").unstarted(this::run);
  }

  /// @param late is given what took too long or was refused; it completes the answer in its time
  static DirectSendings start(Duration bound, Consumer<Sending> late) {
    DirectSendings sendings = new DirectSendings(bound, late);
    sendings.thread.start();
    return sendings;
  }

  /// The remote is to be told of this record by `fate`.
  CompletableFuture<Position> watch(JournalRecord record, CompletableFuture<Position> fate) {
    Sending sending = new Sending(record, System.nanoTime(), fate, new CompletableFuture<>());
    if (isStored(fate)) {
      return fate;
    }
    if (fate.isDone()) {
      late.accept(sending);
      return sending.answer();
    }
    var _ =
        fate.whenComplete(
            (position, failure) -> {
              if (failure == null) {
                sending.answer().complete(position);
              }
            });
    if (!enqueue(sending)) {
      // Nobody hands over any more; what the remote says in the end is the answer.
      var _ =
          fate.whenComplete(
              (_, failure) -> {
                if (failure != null) {
                  sending.answer().completeExceptionally(failure);
                }
              });
    }
    return sending.answer();
  }

  private synchronized boolean enqueue(Sending sending) {
    return !closed && inOrder.add(Optional.of(sending));
  }

  private void run() {
    try {
      Optional<Sending> oldest = inOrder.take();
      while (oldest.isPresent()) {
        awaitFate(oldest.get());
        if (!isStored(oldest.get().fate())) {
          handOver(oldest.get());
        }
        oldest = inOrder.take();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  /// Returns when the fate is known, or the bound is over.
  private void awaitFate(Sending sending) throws InterruptedException {
    long left = sending.sinceNanos() + bound.toNanos() - System.nanoTime();
    if (left > 0 && !sending.fate().isDone()) {
      try {
        var _ = sending.fate().get(left, TimeUnit.NANOSECONDS);
      } catch (ExecutionException | TimeoutException e) {
        // Either way it is handed over.
        return;
      }
    }
  }

  static boolean isStored(CompletableFuture<Position> fate) {
    return fate.isDone() && !fate.isCompletedExceptionally();
  }

  private void handOver(Sending sending) {
    MeasurementUid uid = sending.record().envelope().uid();
    undecided.put(uid, sending.fate());
    var _ =
        sending
            .fate()
            .whenComplete(
                (_, failure) -> {
                  if (failure != null) {
                    forget(uid);
                  }
                });
    late.accept(sending);
  }

  /// The fate of the first sending of a record that was handed over, if that is not forgotten.
  Optional<CompletableFuture<Position>> undecided(MeasurementUid uid) {
    return Optional.ofNullable(undecided.get(uid));
  }

  /// It has been drained, or passed over, or is in no spool.
  void forget(MeasurementUid uid) {
    undecided.remove(uid);
  }

  /// Waits for what is on its way, no longer than the bound, and hands over the rest.
  @Override
  public void close() {
    synchronized (this) {
      if (!closed) {
        closed = true;
        inOrder.add(Optional.empty());
      }
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// The eldest go where there are too many, as those do in the end that another process drains: it
  /// is then stored twice, if it was stored, under one uid.
  private static final class Undecided
      extends LinkedHashMap<MeasurementUid, CompletableFuture<Position>> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(
        Map.Entry<MeasurementUid, CompletableFuture<Position>> eldest) {
      return size() > UNDECIDED_MAX;
    }
  }
}
