package org.holdfast.journal.segment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What waits to be written, bounded in records and bytes. Records count until they are
/// [#release]d, so that those in the writer's hands are within the bound too.
final class AppendQueue {

  enum Answer {
    TAKEN,
    FULL,
    CLOSED
  }

  private final int maxRecords;
  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private List<PendingAppend> waiting = new ArrayList<>();
  private int heldRecords;
  private long heldBytes;
  private boolean closed;

  AppendQueue(int maxRecords, long maxBytes) {
    this.maxRecords = maxRecords;
    this.maxBytes = maxBytes;
  }

  Answer offer(PendingAppend append) {
    lock.lock();
    try {
      if (closed) {
        return Answer.CLOSED;
      }
      boolean fits = heldRecords < maxRecords && heldBytes + append.length() <= maxBytes;
      if (!fits && heldRecords > 0) {
        return Answer.FULL;
      }
      heldRecords++;
      heldBytes += append.length();
      waiting.add(append);
      if (waiting.size() == 1) {
        changed.signal();
      }
      return Answer.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /// Takes all that waits; waits for the first up to `patience`. Empty after that, or once closed
  /// and drained.
  List<PendingAppend> take(Duration patience) throws InterruptedException {
    long nanos = patience.toNanos();
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      List<PendingAppend> taken = waiting;
      waiting = new ArrayList<>(Math.max(16, taken.size()));
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// These are written or refused and no longer held in memory.
  void release(List<PendingAppend> done) {
    long bytes = done.stream().mapToLong(PendingAppend::length).sum();
    lock.lock();
    try {
      heldRecords -= done.size();
      heldBytes -= bytes;
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// Takes nothing more in.
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isFinished() {
    lock.lock();
    try {
      return closed && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
