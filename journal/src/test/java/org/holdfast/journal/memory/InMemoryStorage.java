package org.holdfast.journal.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.RecordKind;

/// What outlives the journals opened over it: their records in one order, and how far each cursor
/// has come. Tests damage it as a disk would be. All access is synchronized on it.
public final class InMemoryStorage {
  private static final String PREFIX = "memory/";

  final List<Entry> entries = new ArrayList<>();
  final Map<String, Integer> committed = new HashMap<>();
  final Set<String> open = new HashSet<>();
  int deletedBefore;

  /// Appends bytes that stand for so many measurements and cannot be read.
  public synchronized void appendDamaged(byte[] bytes, int measurements) {
    entries.add(new Entry.Damaged(next(), bytes, "checksum differs", measurements));
    notifyAll();
  }

  /// Puts another record at a position.
  public synchronized void replace(Position position, JournalRecord record) {
    entries.set(index(position), new Entry.Intact(position, record));
  }

  /// From now on the record at a position does not check out, for cursors and readers alike.
  public synchronized void damage(Position position) {
    entries.set(
        index(position), new Entry.Damaged(position, "rot".getBytes(UTF_8), "checksum differs", 1));
  }

  /// Forgets that cursors are open, as the death of their process does.
  public synchronized void crash() {
    open.clear();
  }

  /// Every record that was appended and is whole, deleted or not.
  public synchronized List<JournalRecord> records() {
    List<JournalRecord> records = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry instanceof Entry.Intact(Position _, JournalRecord record)) {
        records.add(record);
      }
    }
    return records;
  }

  synchronized Position append(JournalRecord record) {
    Position position = next();
    entries.add(new Entry.Intact(position, record));
    notifyAll();
    return position;
  }

  private Position next() {
    return new Position(PREFIX + entries.size());
  }

  static int index(Position position) {
    return Integer.parseInt(position.text().substring(PREFIX.length()));
  }

  synchronized int committedBy(String cursor) {
    return committed.getOrDefault(cursor, 0);
  }

  /// How many measurements stand before an index.
  synchronized long measurements(int before) {
    return entries.subList(0, before).stream().mapToLong(InMemoryStorage::measurements).sum();
  }

  private static long measurements(Entry entry) {
    return switch (entry) {
      case Entry.Intact(Position _, JournalRecord record) ->
          record.envelope().kind() == RecordKind.MEASUREMENT_SUBMITTED ? 1 : 0;
      case Entry.Damaged damaged -> damaged.measurements();
    };
  }

  static int bytes(Entry entry) {
    return switch (entry) {
      case Entry.Intact(Position _, JournalRecord record) -> record.body().length;
      case Entry.Damaged damaged -> damaged.bytes().length;
    };
  }
}
