package org.holdfast.pipeline.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Journal;
import org.holdfast.journal.JournalStatus;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.RecordKind;

/// A journal of one writer. Deletes nothing but what [#deleteConsumed] is asked to.
public final class InMemoryJournal implements Journal {
  private final Faults faults;
  private final List<Cursor.Entry> entries = new ArrayList<>();
  private final Map<String, Integer> committed = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private final Set<Position> unreadable = new HashSet<>();
  private int deletedBefore;

  public InMemoryJournal(Faults faults) {
    this.faults = faults;
  }

  @Override
  public synchronized CompletableFuture<Position> append(JournalRecord record) {
    Position position = new Position("memory/" + entries.size());
    entries.add(new Cursor.Entry.Intact(position, record));
    return CompletableFuture.completedFuture(position);
  }

  /// Appends bytes that stand for so many measurements and cannot be read.
  public synchronized void appendDamaged(byte[] bytes, int measurements) {
    entries.add(
        new Cursor.Entry.Damaged(
            new Position("memory/" + entries.size()), bytes, "checksum differs", measurements));
  }

  /// From now on [#read] finds nothing at a position, or finds it again.
  public synchronized void setReadable(Position position, boolean readable) {
    if (readable) {
      unreadable.remove(position);
    } else {
      unreadable.add(position);
    }
  }

  /// Puts another record at a position.
  public synchronized void replace(Position position, JournalRecord record) {
    entries.set(index(position), new Cursor.Entry.Intact(position, record));
  }

  /// From now on the record at a position does not check out, for cursors and readers alike.
  public synchronized void damage(Position position) {
    entries.set(
        index(position),
        new Cursor.Entry.Damaged(position, "rot".getBytes(UTF_8), "checksum differs", 1));
  }

  private static int index(Position position) {
    return Integer.parseInt(position.text().substring("memory/".length()));
  }

  /// Forgets that cursors are open, as the death of their process does.
  public synchronized void crash() {
    open.clear();
  }

  /// Removes everything all cursors have passed.
  public synchronized void deleteConsumed() {
    deletedBefore = committed.values().stream().mapToInt(Integer::intValue).min().orElse(0);
  }

  @Override
  public synchronized Cursor openCursor(String name) {
    if (!open.add(name)) {
      throw new IllegalStateException("the cursor is open already");
    }
    committed.putIfAbsent(name, 0);
    return new InMemoryCursor(name);
  }

  @Override
  public synchronized Optional<JournalRecord> read(Position position) {
    faults.at("journal.read");
    int index = index(position);
    return index >= deletedBefore
            && !unreadable.contains(position)
            && entries.get(index) instanceof Cursor.Entry.Intact intact
        ? Optional.of(intact.record())
        : Optional.empty();
  }

  @Override
  public void forEachAfter(String cursorName, Consumer<Envelope> action) {
    throw new UnsupportedOperationException("not needed here");
  }

  @Override
  public synchronized JournalStatus status() {
    return new JournalStatus(
        true, Optional.empty(), measurements(entries.size()), 0, Long.MAX_VALUE);
  }

  private long measurements(int before) {
    long count = 0;
    for (Cursor.Entry entry : entries.subList(0, before)) {
      count +=
          switch (entry) {
            case Cursor.Entry.Intact intact ->
                intact.record().envelope().kind() == RecordKind.MEASUREMENT_SUBMITTED ? 1 : 0;
            case Cursor.Entry.Damaged damaged -> damaged.measurements();
          };
    }
    return count;
  }

  @Override
  public void retain() {}

  @Override
  public void close() {}

  private final class InMemoryCursor implements Cursor {
    private final String name;
    private int next;

    InMemoryCursor(String name) {
      this.name = name;
      this.next = committed.getOrDefault(name, 0);
    }

    @Override
    public List<Entry> poll(int maxEntries, long maxBytes, Duration patience) {
      faults.at(name + ".poll");
      synchronized (InMemoryJournal.this) {
        int end = Math.min(entries.size(), next + maxEntries);
        List<Entry> polled = List.copyOf(entries.subList(next, end));
        next = end;
        return polled;
      }
    }

    @Override
    public void commit() {
      faults.at(name + ".commit");
      synchronized (InMemoryJournal.this) {
        committed.put(name, next);
      }
      faults.at(name + ".committed");
    }

    @Override
    public void rewind() {
      synchronized (InMemoryJournal.this) {
        next = committed.getOrDefault(name, 0);
      }
    }

    @Override
    public long measurementsCommitted() {
      synchronized (InMemoryJournal.this) {
        return measurements(committed.getOrDefault(name, 0));
      }
    }

    @Override
    public void close() {
      synchronized (InMemoryJournal.this) {
        open.remove(name);
      }
    }
  }
}
