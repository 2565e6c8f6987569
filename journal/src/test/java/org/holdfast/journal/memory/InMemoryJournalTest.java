package org.holdfast.journal.memory;

import org.holdfast.journal.Journal;
import org.holdfast.journal.JournalContract;

class InMemoryJournalTest extends JournalContract {
  private final InMemoryStorage storage = new InMemoryStorage();

  @Override
  protected Journal open() {
    return new InMemoryJournal(storage);
  }
}
