package org.holdfast.journal.spool;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Journal;
import org.holdfast.journal.JournalContents;
import org.holdfast.journal.JournalStatus;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.JournalUnavailableException.Reason;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;

/// A journal whose disk a test can fill.
final class TightSpool implements Journal {
  private final Journal journal;
  volatile boolean full;

  TightSpool(Journal journal) {
    this.journal = journal;
  }

  @Override
  public CompletableFuture<Position> append(JournalRecord record) {
    return full
        ? CompletableFuture.failedFuture(
            new JournalUnavailableException(Reason.LOW_DISK, "the disk is full"))
        : journal.append(record);
  }

  @Override
  public JournalStatus status() {
    return full
        ? new JournalStatus(false, Optional.of("the disk is full"), List.of(), 0)
        : journal.status();
  }

  @Override
  public Cursor openCursor(String name) {
    return journal.openCursor(name);
  }

  @Override
  public Optional<JournalRecord> read(Position position) {
    return journal.read(position);
  }

  @Override
  public void forEachAfter(String cursorName, Consumer<Envelope> action) {
    journal.forEachAfter(cursorName, action);
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
}
