package org.holdfast.journal.segment;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Wakes readers when more has become durable in this process.
final class DurableSignal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition raised = lock.newCondition();
  private long count;

  /// How often it was raised; ask before looking for records, so that none raised since is missed.
  long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  void raise() {
    lock.lock();
    try {
      count++;
      raised.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until it is raised more often than `seen` times, at most so long.
  void awaitMoreThan(long seen, long nanos) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (count <= seen && left > 0) {
        left = raised.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
