package org.holdfast.pipeline.testing;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Journal;
import org.holdfast.journal.JournalContents;
import org.holdfast.journal.JournalStatus;
import org.holdfast.journal.Position;
import org.holdfast.journal.memory.InMemoryJournal;
import org.holdfast.journal.memory.InMemoryStorage;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;

/// A journal of one writer that fails where it is told to. Deletes nothing but what [#retain] is
/// asked to.
public final class FaultyJournal implements Journal {
  private final InMemoryStorage storage = new InMemoryStorage();
  private final InMemoryJournal journal = new InMemoryJournal(storage);
  private final Faults faults;
  private final Set<Position> unreadable = new HashSet<>();

  public FaultyJournal(Faults faults) {
    this.faults = faults;
  }

  /// The disk below it.
  public InMemoryStorage storage() {
    return storage;
  }

  /// From now on [#read] finds nothing at a position, or finds it again.
  public synchronized void setReadable(Position position, boolean readable) {
    if (readable) {
      unreadable.remove(position);
    } else {
      unreadable.add(position);
    }
  }

  @Override
  public CompletableFuture<Position> append(JournalRecord record) {
    return journal.append(record);
  }

  @Override
  public Cursor openCursor(String name) {
    return new FaultyCursor(name, journal.openCursor(name));
  }

  @Override
  public synchronized Optional<JournalRecord> read(Position position) {
    faults.at("journal.read");
    return unreadable.contains(position) ? Optional.empty() : journal.read(position);
  }

  @Override
  public void forEachAfter(String cursorName, Consumer<Envelope> action) {
    journal.forEachAfter(cursorName, action);
  }

  @Override
  public JournalStatus status() {
    return journal.status();
  }

  @Override
  public JournalContents contents() {
    return journal.contents();
  }

  @Override
  public void retain() {
    journal.retain();
  }

  @Override
  public void close() {
    journal.close();
  }

  private final class FaultyCursor implements Cursor {
    private final String name;
    private final Cursor cursor;

    FaultyCursor(String name, Cursor cursor) {
      this.name = name;
      this.cursor = cursor;
    }

    /// Waits for nothing: who wrote the test knows whether there is something.
    @Override
    public List<Entry> poll(int maxEntries, long maxBytes, Duration patience)
        throws InterruptedException {
      faults.at(name + ".poll");
      return cursor.poll(maxEntries, maxBytes, Duration.ZERO);
    }

    @Override
    public void commit() {
      faults.at(name + ".commit");
      cursor.commit();
      faults.at(name + ".committed");
    }

    @Override
    public void rewind() {
      cursor.rewind();
    }

    @Override
    public long measurementsCommitted() {
      return cursor.measurementsCommitted();
    }

    @Override
    public void close() {
      cursor.close();
    }
  }
}
