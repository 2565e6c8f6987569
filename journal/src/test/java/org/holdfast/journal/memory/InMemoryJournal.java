package org.holdfast.journal.memory;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.Journal;
import org.holdfast.journal.JournalContents;
import org.holdfast.journal.JournalStatus;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;

/// A [Journal] in memory. Deletes only when [#retain] is called.
public final class InMemoryJournal implements Journal {
  private static final List<String> REQUIRED_CURSORS = List.of("index", "archive");

  private final InMemoryStorage storage;
  private volatile boolean closed;

  public InMemoryJournal(InMemoryStorage storage) {
    this.storage = storage;
  }

  @Override
  public CompletableFuture<Position> append(JournalRecord record) {
    return closed
        ? CompletableFuture.failedFuture(
            new JournalUnavailableException(
                JournalUnavailableException.Reason.CLOSED, "the journal is closed"))
        : CompletableFuture.completedFuture(storage.append(record));
  }

  @Override
  public Cursor openCursor(String name) {
    return InMemoryCursor.open(storage, name);
  }

  @Override
  public Optional<JournalRecord> read(Position position) {
    synchronized (storage) {
      int index = InMemoryStorage.index(position);
      return index >= storage.deletedBefore
              && storage.entries.get(index) instanceof Entry.Intact(Position _, var record)
          ? Optional.of(record)
          : Optional.empty();
    }
  }

  @Override
  public void forEachAfter(String cursorName, Consumer<Envelope> action) {
    List<Entry> after;
    synchronized (storage) {
      after =
          List.copyOf(
              storage.entries.subList(
                  Math.max(storage.committedBy(cursorName), storage.deletedBefore),
                  storage.entries.size()));
    }
    for (Entry entry : after) {
      if (entry instanceof Entry.Intact(Position _, JournalRecord record)) {
        action.accept(record.envelope());
      }
    }
  }

  @Override
  public JournalStatus status() {
    return new JournalStatus(
        !closed,
        closed ? Optional.of("the journal is closed") : Optional.empty(),
        List.of(),
        Long.MAX_VALUE);
  }

  @Override
  public JournalContents contents() {
    synchronized (storage) {
      List<Entry> kept = storage.entries.subList(storage.deletedBefore, storage.entries.size());
      return new JournalContents(
          storage.measurements(storage.entries.size()),
          kept.stream().mapToLong(InMemoryStorage::bytes).sum());
    }
  }

  @Override
  public void retain() {
    synchronized (storage) {
      storage.deletedBefore =
          Math.max(
              storage.deletedBefore,
              REQUIRED_CURSORS.stream().mapToInt(storage::committedBy).min().orElse(0));
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
