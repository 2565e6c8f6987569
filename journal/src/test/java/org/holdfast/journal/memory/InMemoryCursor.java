package org.holdfast.journal.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.journal.Cursor;

/// A cursor over an [InMemoryStorage].
final class InMemoryCursor implements Cursor {
  private final InMemoryStorage storage;
  private final String name;
  private int next;

  private InMemoryCursor(InMemoryStorage storage, String name, int next) {
    this.storage = storage;
    this.name = name;
    this.next = next;
  }

  static InMemoryCursor open(InMemoryStorage storage, String name) {
    synchronized (storage) {
      if (!storage.open.add(name)) {
        throw new IllegalStateException("the cursor is open already");
      }
      return new InMemoryCursor(storage, name, start(storage, name));
    }
  }

  private static int start(InMemoryStorage storage, String name) {
    return Math.max(storage.committedBy(name), storage.deletedBefore);
  }

  @Override
  public List<Entry> poll(int maxEntries, long maxBytes, Duration patience)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (storage) {
      long left = patience.toMillis();
      while (next >= storage.entries.size() && left > 0) {
        storage.wait(left);
        left = (deadline - System.nanoTime()) / 1_000_000;
      }
      List<Entry> polled = new ArrayList<>();
      long bytes = 0;
      while (next < storage.entries.size() && polled.size() < maxEntries) {
        Entry entry = storage.entries.get(next);
        bytes += InMemoryStorage.bytes(entry);
        if (bytes > maxBytes && !polled.isEmpty()) {
          break;
        }
        polled.add(entry);
        next++;
      }
      return polled;
    }
  }

  @Override
  public void commit() {
    synchronized (storage) {
      storage.committed.put(name, next);
    }
  }

  @Override
  public void rewind() {
    synchronized (storage) {
      next = start(storage, name);
    }
  }

  @Override
  public long measurementsCommitted() {
    synchronized (storage) {
      return storage.measurements(storage.committedBy(name));
    }
  }

  @Override
  public void close() {
    synchronized (storage) {
      storage.open.remove(name);
    }
  }
}
